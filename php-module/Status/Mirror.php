<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Status;

use Ledgerline\Xero\Api\Data\Standing;
use Ledgerline\Xero\Api\EngineInterface;
use Ledgerline\Xero\Bridge\StoreGuard;
use Ledgerline\Xero\Config\Connections;
use Ledgerline\Xero\Snapshot\Reader;
use Magento\Framework\Lock\LockManagerInterface;

/**
 * Copies how records stand from the extension's store into the table that grids read.
 *
 * The store tells what changed; a record is then copied as it stands now, so the same news may come twice.
 */
class Mirror
{
    public const CURSOR = 'status.mirror';
    private const LOCK = 'ledgerline_status';
    private const PORTION = 1000;

    public function __construct(
        private readonly EngineInterface $engine,
        private readonly StoreGuard $guard,
        private readonly Table $table,
        private readonly LockManagerInterface $locks,
        private readonly Reader $reader,
        private readonly Connections $connections
    ) {}

    /**
     * Copies what changed since the last time; leaves it to another process that is at it, and to the store that sends.
     * @param float $seconds stop after so many; the next time continues
     * @return int records copied
     */
    public function follow(float $seconds = 20.0): int
    {
        if (!$this->guard->isOurs() || !$this->locks->lock(self::LOCK, 0)) {
            return 0;
        }
        try {
            $end = microtime(true) + $seconds;
            $count = 0;
            do {
                $page = $this->engine->changes($this->engine->cursor(self::CURSOR), self::PORTION);
                $count += $this->copy($page['items'] ?? []);
                // After the rows: what a crash leaves out comes again.
                $this->engine->setCursor(self::CURSOR, (string)$page['next']);
            } while (!empty($page['more']) && microtime(true) < $end);
            return $count;
        } finally {
            $this->locks->unlock(self::LOCK);
        }
    }

    /**
     * Copies how some records stand now. An order stands as its documents do, the worst first.
     * @param int[] $ids
     * @return int records that the store knows
     */
    public function refresh(string $entity, array $ids): int
    {
        $count = 0;
        foreach (array_chunk(array_values(array_unique(array_map(intval(...), $ids))), self::PORTION) as $portion) {
            $rows = $this->rows($entity, $portion);
            if ($entity === Reader::ORDER) {
                $rows = $this->withDocuments($portion, $rows);
            }
            $this->table->write($rows);
            $this->table->delete($entity, array_diff($portion, array_column($rows, 'entity_id')));
            $count += count($rows);
            $orders = $this->table->orders($entity, $portion);
            if ($orders !== []) {
                $this->refresh(Reader::ORDER, $orders);
            }
        }
        return $count;
    }

    /**
     * Rebuilds the table from everything that the shop has.
     * @param callable|null $progress called with (entity, records seen)
     * @return array<string,int> records that are known, by entity
     */
    public function rebuild(?callable $progress = null): array
    {
        $this->guard->check();
        $this->table->clear();
        $counts = [];
        // Orders last: they are made of the other rows, and each needs that only once.
        foreach (array_diff(Reader::ENTITIES, [Reader::ORDER]) as $entity) {
            $counts[$entity] = 0;
            foreach ($this->connections->all() as $connection) {
                $last = 0;
                do {
                    $ids = $this->reader->ids($entity, $connection, $last, self::PORTION);
                    $counts[$entity] += $this->refresh($entity, $ids);
                    $last = (int)end($ids);
                    if ($progress !== null && $ids !== []) {
                        $progress($entity, count($ids));
                    }
                } while (count($ids) === self::PORTION);
            }
        }
        return $counts;
    }

    private function copy(array $items): int
    {
        $ids = [];
        foreach ($items as $item) {
            // Guests have no page and no grid in the shop.
            if (in_array($item['entity'], Reader::ENTITIES, true) && ctype_digit((string)$item['entity_id'])) {
                $ids[$item['entity']][] = (int)$item['entity_id'];
            }
        }
        $count = 0;
        foreach ($ids as $entity => $some) {
            $count += $this->refresh($entity, $some);
        }
        return $count;
    }

    /**
     * @param int[] $ids
     * @return array<int,array> by id
     */
    private function rows(string $entity, array $ids): array
    {
        $rows = [];
        foreach ($this->engine->standings($entity, array_map(strval(...), $ids)) as $id => $list) {
            $standing = RecordStatus::worst($list);
            if ($standing !== null) {
                $rows[(int)$id] = $this->row($entity, (int)$id, $standing);
            }
        }
        return $rows;
    }

    /**
     * Rows of orders, with what their invoices and credit memos say.
     * @param int[] $orders
     * @param array<int,array> $own
     * @return array<int,array>
     */
    private function withDocuments(array $orders, array $own): array
    {
        $documents = $this->table->documents($orders);
        $known = [];
        foreach ([Reader::INVOICE, Reader::CREDITMEMO] as $entity) {
            $ids = array_merge(...array_values(array_map(
                static fn (array $some): array => $some[$entity] ?? [],
                $documents
            )) ?: [[]]);
            $known[$entity] = $this->table->read($entity, $ids);
        }
        $rows = [];
        foreach ($orders as $order) {
            $all = isset($own[$order]) ? [$own[$order]] : [];
            foreach ($documents[$order] ?? [] as $entity => $ids) {
                foreach (array_intersect_key($known[$entity], array_flip($ids)) as $row) {
                    $all[] = $row;
                }
            }
            $worst = RecordStatus::worstRow($all);
            if ($worst !== null) {
                $rows[$order] = ['entity_type' => Reader::ORDER, 'entity_id' => $order] + $worst;
            }
        }
        return $rows;
    }

    private function row(string $entity, int $id, Standing $standing): array
    {
        return [
            'entity_type' => $entity,
            'entity_id' => $id,
            'state' => RecordStatus::of($standing),
            'code' => mb_substr($standing->code, 0, 64),
            'number' => mb_substr($standing->number, 0, 255),
            // Half an address leads nowhere.
            'xero_url' => strlen($standing->xeroUrl) > 255 ? '' : $standing->xeroUrl,
            'connection' => $standing->connection,
            'about_type' => $entity,
            'about_id' => $id,
        ];
    }
}
