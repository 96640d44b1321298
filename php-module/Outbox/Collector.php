<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Outbox;

use Ledgerline\Xero\Api\AvailabilityInterface;
use Ledgerline\Xero\Api\EngineException;
use Ledgerline\Xero\Api\EngineInterface;
use Ledgerline\Xero\Bridge\StoreGuard;
use Ledgerline\Xero\Config\Connections;
use Ledgerline\Xero\Config\Settings;
use Ledgerline\Xero\Snapshot\Reader;
use Magento\Framework\Lock\LockManagerInterface;
use Psr\Log\LoggerInterface;

/**
 * Reads touched records and enqueues them. Never throws, never waits for Xero.
 *
 * One process at a time, so that what was read earlier never replaces what was read later. A touch is deleted when its record's snapshot is
 * queued: a process that is killed in between leaves it to the next one, and the engine drops what it has already. A record that cannot be
 * read is logged and left to the sweep, so that it does not hold up the others.
 */
class Collector
{
    /** An entity of touches only: something changed that the invoices of an order show (payment, address). */
    public const INVOICES_OF_ORDER = 'order_invoices';

    private const LOCK = 'ledgerline_outbox';

    /** So often a process looks for what was touched while it read; the rest is left to cron. */
    private const MORE_LOOKS = 3;

    /** So many records go into one call. */
    private const PORTION = 200;

    public function __construct(
        private readonly AvailabilityInterface $availability,
        private readonly StoreGuard $guard,
        private readonly Settings $settings,
        private readonly Connections $connections,
        private readonly Reader $reader,
        private readonly EngineInterface $engine,
        private readonly OrderInvoices $orderInvoices,
        private readonly TouchTable $table,
        private readonly LockManagerInterface $locks,
        private readonly LoggerInterface $logger
    ) {}

    /** Reads what is in the outbox, for so many seconds at most. Nothing to do is one cheap query. */
    public function catchUp(float $seconds = 5.0): void
    {
        if (!$this->isAnythingThere()) {
            return;
        }
        $end = microtime(true) + $seconds;
        $after = 0;
        do {
            $isAlone = $this->work(0, function () use (&$after): bool {
                $touches = $this->table->next($after, self::PORTION);
                $after = (int)(array_key_last($touches) ?? $after);
                $this->take($touches);
                return true;
            });
            // Once more after the lock is free: whoever could not get it meanwhile has left its touches to this process.
        } while ($isAlone && microtime(true) < $end && $this->isAnythingThere($after));
    }

    /**
     * Reads some records, whose touches are in the outbox, and some times what was touched meanwhile.
     *
     * While another process does so, nothing is done: it finds these touches when it looks once more. So however many requests end at the same time,
     * one process of the shop is busy reading.
     *
     * @param array<string,int[]> $ids entity to ids
     */
    public function collect(array $ids): void
    {
        if ($ids === []) {
            return;
        }
        $known = 0;
        $taken = $this->work(0, function () use ($ids, &$known): bool {
            $known = $this->table->newest();
            return $this->take($this->table->of($ids));
        });
        for ($look = 0; $taken && $look < self::MORE_LOOKS && $this->isAnythingThere($known); $look++) {
            $taken = $this->work(1, function () use (&$known): bool {
                $touches = $this->table->next($known, self::PORTION);
                $known = (int)(array_key_last($touches) ?? $known);
                return $this->take($touches);
            });
        }
    }

    /**
     * Reads some records and enqueues them; the outbox is not asked.
     *
     * @param array<string,int[]> $ids entity to ids
     * @return bool false: the engine did not take some of them
     */
    public function enqueue(array $ids): bool
    {
        try {
            // Nothing to log when this server does not send: the admin's notice says so, and the sweep finds the records.
            return $ids === [] || ($this->isSender() && $this->deliver($this->wanted($ids)));
        } catch (\Throwable $thrown) {
            $this->report($thrown, $ids);
            return false;
        }
    }

    /**
     * Writes one line for the developer: code and ids, no content of records.
     *
     * @param array $records entity to ids
     */
    public function report(\Throwable $e, array $records): void
    {
        try {
            $code = 'internal';
            $message = sprintf('%s in %s:%d', get_class($e), $e->getFile(), $e->getLine());
            if ($e instanceof EngineException) {
                $code = $e->getErrorCode();
                $message = $e->getMessage();
            } elseif ($e instanceof \Zend_Db_Exception || $e instanceof \PDOException) {
                $code = 'database';
                $message .= ' ' . $e->getMessage();
            }
            $this->logger->error($code . ': ' . $message, ['records' => $records]);
        } catch (\Throwable) { // phpcs:ignore Magento2.CodeAnalysis.EmptyBlock
            // A log that cannot be written must not break a sale either.
        }
    }

    /** Touches that a store takes which does not send for the shop are lost for the one that does. */
    private function isSender(): bool
    {
        return $this->availability->isReady() && $this->guard->isOurs();
    }

    private function isAnythingThere(int $after = 0): bool
    {
        try {
            return $this->availability->isReady() && $this->table->next($after, 1) !== [] && $this->isSender();
        } catch (\Throwable $thrown) {
            $this->report($thrown, []);
            return false;
        }
    }

    /**
     * Does something alone.
     *
     * @param int $wait seconds
     * @param callable():bool $work
     */
    private function work(int $wait, callable $work): bool
    {
        try {
            // Inside a transaction everything would be read as it was at its beginning.
            if (!$this->isSender() || $this->table->connection()->getTransactionLevel() > 0
                || !$this->locks->lock(self::LOCK, $wait)
            ) {
                return false;
            }
            try {
                return $work();
            } finally {
                $this->locks->unlock(self::LOCK);
            }
        } catch (\Throwable $thrown) {
            $this->report($thrown, []);
            return false;
        }
    }

    /**
     * Enqueues touched records and deletes their touches.
     *
     * @param array<int,array{entity:string, entity_id:int}> $touches
     * @return bool false: the engine did not take them, and they stay
     */
    private function take(array $touches): bool
    {
        $ids = [];
        foreach ($touches as $touch) {
            $ids[$touch['entity']][$touch['entity_id']] = $touch['entity_id'];
        }
        $taken = $ids === [] || $this->deliver($this->wanted(array_map(array_values(...), $ids)));
        if ($taken) {
            $this->table->delete(array_keys($touches));
        }
        return $taken;
    }

    /**
     * Narrows what was touched to what some connection sends.
     *
     * @param array<string,int[]> $ids
     * @return array<string,int[]>
     */
    private function wanted(array $ids): array
    {
        $orders = $ids[self::INVOICES_OF_ORDER] ?? [];
        $invoices = $ids[Reader::INVOICE] ?? [];
        $wanted = [];
        foreach (Settings::ENTITIES as $entity) {
            if (!$this->isSentAnywhere($entity)) {
                continue;
            }
            $more = match ($entity) {
                // Where orders are the sales documents, both are read.
                Reader::ORDER => [...$orders, ...$this->orderInvoices->ordersOf($invoices)],
                Reader::INVOICE => $this->orderInvoices->invoicesOf($orders),
                default => [],
            };
            $list = [...$ids[$entity] ?? [], ...$more];
            if ($list) {
                $wanted[$entity] = array_values(array_unique($list));
            }
        }
        return $wanted;
    }

    /** Whether any connection sends an entity. */
    private function isSentAnywhere(string $entity): bool
    {
        foreach ($this->connections->all() as $connection) {
            if ($this->settings->isSent($entity, $connection)) {
                return true;
            }
        }
        return false;
    }

    /**
     * Reads and enqueues, in one call for each way of sending.
     *
     * @param array<string,int[]> $wanted
     * @return bool false: the engine did not take some of them
     */
    private function deliver(array $wanted): bool
    {
        $taken = true;
        $cron = [];
        $immediately = [];
        foreach ($wanted as $entity => $ids) {
            foreach (array_chunk($ids, self::PORTION) as $portion) {
                foreach ($this->read($entity, $portion) as $snapshot) {
                    $connection = (string)($snapshot['connection'] ?? Connections::DEFAULT_CODE);
                    if (!$this->settings->isSent($entity, $connection)) {
                        continue;
                    }
                    if ($this->settings->isSentImmediately($entity, $connection)) {
                        $immediately[] = $snapshot;
                    } else {
                        $cron[] = $snapshot;
                    }
                }
                if (count($cron) + count($immediately) >= self::PORTION) {
                    $taken = $this->put($cron, false) && $this->put($immediately, true) && $taken;
                    $cron = $immediately = [];
                }
            }
        }
        // The sender that the second call wakes finds what the first one brought (a customer before the invoice).
        return $this->put($cron, false) && $this->put($immediately, true) && $taken;
    }

    /**
     * Snapshots of records; where one of them cannot be read, of the others.
     *
     * @param int[] $ids
     * @return array[]
     */
    private function read(string $entity, array $ids): array
    {
        try {
            return $this->reader->read($entity, $ids);
        } catch (\Throwable $thrown) {
            if (count($ids) === 1) {
                $this->report($thrown, [$entity => $ids]);
                return [];
            }
        }
        return array_merge(...array_map(fn (int $id): array => $this->read($entity, [$id]), $ids));
    }

    /**
     * One call of the engine.
     *
     * @param array[] $snapshots
     * @return bool false: it failed
     */
    private function put(array $snapshots, bool $immediately): bool
    {
        if (!$snapshots) {
            return true;
        }
        try {
            $result = $this->engine->enqueue($snapshots, ['purpose' => 'event', 'immediately' => $immediately]);
            foreach ($result['refused'] ?? [] as $refused) {
                $this->logger->error(
                    sprintf('%s: a snapshot was refused', $refused['code'] ?? 'snapshot_refused'),
                    array_intersect_key($refused, ['kind' => 1, 'id' => 1, 'field' => 1])
                );
            }
            return true;
        } catch (\Throwable $thrown) {
            $records = [];
            foreach ($snapshots as $snapshot) {
                $records[(string)($snapshot['kind'] ?? '')][] = $snapshot['id'] ?? null;
            }
            $this->report($thrown, $records);
            return false;
        }
    }
}
