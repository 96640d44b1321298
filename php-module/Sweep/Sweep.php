<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Sweep;

use Ledgerline\Xero\Api\EngineInterface;
use Ledgerline\Xero\Config\Connections;
use Ledgerline\Xero\Config\Settings;
use Ledgerline\Xero\Snapshot\FirstDay;
use Ledgerline\Xero\Snapshot\Period;
use Ledgerline\Xero\Snapshot\Reader;
use Magento\Framework\Lock\LockManagerInterface;

/**
 * Finds what no event told (direct SQL, the price API), and touched records that could not be read.
 *
 * By new ids and moved timestamps, which costs next to nothing however many records there are; and by comparing everything that exists, which finds also
 * what moves no timestamp: what its rows do not show to be the same is read. The engine drops what is unchanged, so looking twice costs only time.
 *
 * What is older than the first run and was never sent is history: it goes to Xero when somebody asks for it (Sync All),
 * not on its own. A start date in the settings says that everything from that day on is wanted.
 */
class Sweep
{
    private const PURPOSE = 'sweep';
    private const LOCK = 'ledgerline_sweep';
    private const PORTION = 200;

    /** Records commit later than their timestamp says, and clocks differ. */
    private const OVERLAP = 600;

    /** So much before the first run is not history yet: the module may have been there before the extension. */
    private const GRACE = 86400;

    private int $enqueued = 0;

    private int $compared = 0;

    private float $end = 0.0;

    public function __construct(
        private readonly EngineInterface $engine,
        private readonly Reader $reader,
        private readonly Connections $connections,
        private readonly Settings $settings,
        private readonly Period $period,
        private readonly FirstDay $firstDay,
        private readonly Comparison $comparison,
        private readonly LockManagerInterface $locks
    ) {}

    /**
     * Looks at new ids and moved timestamps, for at most so many seconds; the next run continues where this one stopped.
     * @return array{enqueued:int, compared:int} records that the engine took, records that were read
     */
    public function run(float $seconds): array
    {
        return $this->during($seconds, function (array $states): void {
            foreach ($states as $state) {
                $this->lookAtNew($state);
                $this->lookAtMoved($state);
            }
        });
    }

    /**
     * Compares every record with what the engine had last, for at most so many seconds; the next run continues where this one stopped.
     * @return array{enqueued:int, compared:int} records that the engine took, records that were read
     */
    public function compareAll(float $seconds): array
    {
        return $this->during($seconds, function (array $states): void {
            // Whatever was compared longest ago comes first, so that a run that is always too short still gets around.
            usort($states, static fn (SweepState $one, SweepState $other): int => $one->comparedAt <=> $other->comparedAt);
            $this->comparison->begin();
            array_walk($states, $this->compare(...));
        });
    }

    /**
     * Two at once would be in each other's way; the second leaves it to the first.
     * @param \Closure(SweepState[]):void $look
     * @return array{enqueued:int, compared:int}
     */
    private function during(float $seconds, \Closure $look): array
    {
        $this->end = microtime(true) + $seconds;
        $this->enqueued = 0;
        $this->compared = 0;
        if ($this->locks->lock(self::LOCK, 0)) {
            try {
                $look($this->states());
            } finally {
                $this->locks->unlock(self::LOCK);
            }
        }
        return ['enqueued' => $this->enqueued, 'compared' => $this->compared];
    }

    /** @return SweepState[] of all entities that are sent, of each connection */
    private function states(): array
    {
        $states = [];
        foreach ($this->connections->all() as $connection) {
            foreach (Reader::ENTITIES as $entity) {
                if ($this->settings->isSent($entity, $connection)) {
                    $states[] = $this->state($entity, $connection);
                }
            }
        }
        return $states;
    }

    /** Records with ids above the highest seen. */
    private function lookAtNew(SweepState $state): void
    {
        while ($this->isTime()) {
            $ids = $this->reader->ids($state->entity, $state->connection, $state->newest, self::PORTION);
            if ($ids === []) {
                return;
            }
            $this->enqueue($state, $this->wanted($state, $ids));
            $state->newest = (int)end($ids);
            $this->save($state);
        }
    }

    /** Records whose timestamp moved since the last run. */
    private function lookAtMoved(SweepState $state): void
    {
        $begun = $this->time();
        if (!$state->isMovedOpen) {
            $state->movedSince = $this->time(self::OVERLAP, $state->movedSince);
            $state->movedId = 0;
            $state->isMovedOpen = true;
        }
        while ($this->isTime()) {
            $moved = $this->reader->moved($state->entity, $state->connection, $state->movedSince, $state->movedId, self::PORTION);
            if ($moved === []) {
                $state->movedSince = max($begun, $state->movedSince);
                $state->isMovedOpen = false;
                $this->save($state);
                return;
            }
            $this->enqueue($state, $this->wanted($state, array_keys($moved)));
            $state->movedId = (int)array_key_last($moved);
            $state->movedSince = (string)end($moved);
            $this->save($state);
        }
    }

    /** All records, beginning after the last one that was compared; a round ends with the last record, and the next run begins another. */
    private function compare(SweepState $state): void
    {
        $from = $this->firstDay->of($state->entity, $state->connection);
        while ($this->isTime()) {
            $ids = $this->comparison->ids($state->entity, $state->connection, $state->comparedId, $from);
            $this->comparison->nightly(
                $state->entity,
                $state->connection,
                $this->wanted($state, $ids),
                fn (array $changed): array => array_merge([], ...array_map(
                    fn (array $portion): array => $this->enqueue($state, $portion),
                    array_chunk($changed, self::PORTION)
                ))
            );
            $state->comparedId = $ids === [] ? 0 : (int)end($ids);
            $state->comparedAt = time();
            $this->save($state);
            if ($ids === []) {
                return;
            }
        }
    }

    /**
     * Records without the history that the engine never had.
     * @param int[] $ids
     * @return int[]
     */
    private function wanted(SweepState $state, array $ids): array
    {
        $old = array_filter($ids, static fn (int $id): bool => $id <= $state->history);
        $known = $old === [] ? [] : $this->engine->contents($state->connection, $state->entity, array_values($old));
        return array_values(array_filter($ids, static fn (int $id): bool => $id > $state->history || isset($known[$id])));
    }

    /**
     * Hands records to the engine.
     * @param int[] $ids
     * @return int[] those that it took, has, or ignores
     */
    private function enqueue(SweepState $state, array $ids): array
    {
        $snapshots = array_values(array_filter(
            $this->reader->read($state->entity, $ids),
            // A product has a snapshot for each connection.
            static fn (array $snapshot): bool => $snapshot['connection'] === $state->connection
        ));
        $this->compared += count($snapshots);
        if ($snapshots === []) {
            return [];
        }
        $result = $this->engine->enqueue($snapshots, ['purpose' => self::PURPOSE]);
        $this->enqueued += (int)($result['accepted'] ?? 0) + (int)($result['replaced'] ?? 0);
        $refused = array_column($result['refused'] ?? [], 'id', 'id');
        return array_values(array_diff(array_map(intval(...), array_column($snapshots, 'id')), $refused));
    }

    /** Where the last run stopped; at the first run, where history ends. */
    private function state(string $entity, string $connection): SweepState
    {
        $state = SweepState::read($entity, $connection, $this->engine->cursor(SweepState::name($entity, $connection)));
        if ($state === null) {
            $since = $this->time(self::GRACE);
            $state = new SweepState($entity, $connection, $this->reader->newest($entity, $connection, $since), $since);
            $this->save($state);
        }
        $start = $this->firstDay->of($state->entity, $state->connection);
        if ($start !== null) {
            $before = $this->reader->newest($entity, $connection, $this->period->begin($start));
            $state->history = min($state->firstHistory, $before);
        }
        return $state;
    }

    private function save(SweepState $state): void
    {
        $this->engine->setCursor(SweepState::name($state->entity, $state->connection), $state->write());
    }

    private function isTime(): bool
    {
        return microtime(true) < $this->end;
    }

    /**
     * A time in UTC, as the database writes it.
     * @param int $before so many seconds earlier
     * @param string|null $time than this; null: than now
     */
    private function time(int $before = 0, ?string $time = null): string
    {
        $seconds = $time === null ? time() : (int)strtotime($time . ' UTC');
        return gmdate('Y-m-d H:i:s', $seconds - $before);
    }
}
