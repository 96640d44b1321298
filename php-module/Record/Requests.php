<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Record;

use Ledgerline\Xero\Api\EngineInterface;
use Ledgerline\Xero\Config\Settings;
use Ledgerline\Xero\Snapshot\Reader;
use Ledgerline\Xero\Status\Mirror;
use Ledgerline\Xero\Status\Table;

/**
 * What a person asks for single records: to be queued, or never to be sent. Sends nothing itself.
 *
 * Whoever asks for an order means its documents: which of order and invoice goes to Xero is a setting.
 */
class Requests
{
    private const PORTION = 200;

    public function __construct(
        private readonly EngineInterface $engine,
        private readonly Reader $reader,
        private readonly Settings $settings,
        private readonly Table $table,
        private readonly Mirror $mirror
    ) {}

    /**
     * @param int[] $ids
     * @param bool $now first of all, else with the next sending
     */
    public function queue(string $entity, array $ids, bool $now = true): Outcome
    {
        $outcome = new Outcome();
        foreach (array_chunk(array_values(array_unique($ids)), self::PORTION) as $portion) {
            $offered = [];
            foreach ($this->kinds($entity, $portion) as $kind => $owners) {
                $snapshots = $this->reader->read($kind, array_keys($owners));
                $wanted = array_values(array_filter($snapshots, fn (array $snapshot): bool
                    => $this->settings->isSent($kind, (string)$snapshot['connection'])));
                if ($entity !== Reader::ORDER) {
                    $outcome->off += count($snapshots) - count($wanted);
                }
                foreach ($wanted as $snapshot) {
                    $offered[$owners[(int)$snapshot['id']]] = true;
                }
                $this->enqueue($wanted, $outcome, $now ? 'manual' : 'queued');
                $this->mirror->refresh($kind, array_keys($owners));
            }
            if ($entity === Reader::ORDER) {
                $outcome->empty += count($portion) - count($offered);
            }
        }
        return $outcome;
    }

    /**
     * Takes records out for good, or lets them in again.
     * @param int[] $ids
     * @return int how many of the records changed
     */
    public function exclude(string $entity, array $ids, bool $out): int
    {
        $count = 0;
        foreach (array_chunk(array_values(array_unique($ids)), self::PORTION) as $portion) {
            foreach ($this->kinds($entity, $portion) as $kind => $owners) {
                $changed = $this->engine->exclude($kind, array_map(strval(...), array_keys($owners)), $out);
                // People count what they selected.
                $count += $kind === $entity ? $changed : 0;
            }
        }
        return $count;
    }

    private function enqueue(array $snapshots, Outcome $outcome, string $purpose): void
    {
        if ($snapshots === []) {
            return;
        }
        $result = $this->engine->enqueue($snapshots, ['purpose' => $purpose]);
        // Their contacts come along; people count what they asked for.
        $outcome->queued += (int)($result['accepted'] ?? 0) + (int)($result['replaced'] ?? 0) - (int)($result['parties'] ?? 0);
        $outcome->waiting += (int)($result['waiting'] ?? 0);
        $outcome->connections += array_fill_keys(array_column($snapshots, 'connection'), true);
        $outcome->ignored += (int)($result['ignored'] ?? 0);
        foreach ($result['refused'] ?? [] as $refused) {
            $outcome->refused[] = ['message' => (string)($refused['message'] ?? $refused['code'] ?? '')] + $refused;
        }
    }

    /**
     * What is meant: the records, and for orders their invoices and credit memos as well.
     * @param int[] $ids
     * @return array<string,array<int,int>> by entity: id => id of the selected record
     */
    private function kinds(string $entity, array $ids): array
    {
        $kinds = [$entity => array_combine($ids, $ids)];
        foreach ($entity === Reader::ORDER ? $this->table->documents($ids) : [] as $order => $documents) {
            foreach ($documents as $kind => $some) {
                $kinds[$kind] = ($kinds[$kind] ?? []) + array_fill_keys($some, $order);
            }
        }
        return $kinds;
    }
}
