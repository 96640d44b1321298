<?php
declare(strict_types=1);

namespace Ledgerline\Xero\SyncAll;

use Ledgerline\Xero\Api\EngineInterface;
use Ledgerline\Xero\Config\Settings;
use Ledgerline\Xero\Snapshot\FirstDay;
use Ledgerline\Xero\Snapshot\Period;
use Ledgerline\Xero\Snapshot\Reader;
use Magento\Framework\Exception\LocalizedException;

/**
 * "Sync All Data Now": hands everything that exists to the engine, in portions.
 *
 * The engine remembers the run and its cursors, and moves a cursor in the same transaction in which it takes the
 * portion. So a crash neither loses nor repeats a portion, and several processes (page, cron, command line) may step
 * the same run.
 */
class SyncAll
{
    private const PORTION = 200;
    private const READING = 'reading';

    /** Portions in a row that other processes took; then this one leaves the field to them. */
    private const OVERTAKEN = 3;

    public function __construct(
        private readonly EngineInterface $engine,
        private readonly Reader $reader,
        private readonly Settings $settings,
        private readonly Period $period,
        private readonly FirstDay $firstDay
    ) {}

    /**
     * Begins a run. Reads nothing yet but the numbers of records.
     * @param string[]|null $entities null: all that are switched on; what is switched off is left out
     * @param string|null $from first day of creation (YYYY-MM-DD); documents also obey the settings' start date
     * @param string|null $to last day of creation
     * @return array the run
     * @throws LocalizedException when nothing is left to sync, or the days are none
     */
    public function start(string $connection, ?array $entities = null, ?string $from = null, ?string $to = null): array
    {
        $from = $this->day($from);
        $to = $this->day($to);
        $plan = [];
        foreach (Reader::ENTITIES as $entity) {
            $isWanted = $entities === null || in_array($entity, $entities, true);
            if ($isWanted && $this->settings->isSent($entity, $connection)) {
                $first = $this->firstDay->of($entity, $connection, $from);
                $plan[$entity] = $this->reader->count($entity, $connection, $first, $to);
            }
        }
        if ($plan === []) {
            throw new LocalizedException(__('There is nothing to sync: switch on under Synchronization settings what should go to Xero.'));
        }
        return $this->engine->startRun($connection, ['entities' => $plan, 'from' => $from, 'to' => $to]);
    }

    /**
     * Reads portions until the time is over or everything is read; at least one.
     * @return array the run; empty when there is none
     */
    public function step(string $connection, float $seconds): array
    {
        $end = microtime(true) + $seconds;
        $overtaken = 0;
        $run = $this->engine->run($connection) ?? [];
        while (($run['state'] ?? '') === self::READING) {
            $entity = $this->next($run);
            if ($entity === null) {
                break;
            }
            $run = $this->portion($connection, $run, $entity);
            $overtaken = ($run['moved'] ?? true) ? 0 : $overtaken + 1;
            if ($overtaken >= self::OVERTAKEN || microtime(true) >= $end) {
                break;
            }
        }
        return $run;
    }

    /** @return array the run */
    private function portion(string $connection, array $run, string $entity): array
    {
        $cursor = (string)($run['entities'][$entity]['cursor'] ?? '');
        $ids = $this->reader->ids(
            $entity,
            $connection,
            (int)$cursor,
            self::PORTION,
            $this->firstDay->of($entity, $connection, $run['from'] ?? null),
            $run['to'] ?? null
        );
        $snapshots = array_values(array_filter(
            $this->reader->read($entity, $ids),
            // A product has a snapshot for each connection.
            static fn (array $snapshot): bool => $snapshot['connection'] === $connection
        ));
        $next = $ids === [] ? $cursor : (string)end($ids);
        $finished = count($ids) < self::PORTION;
        return $this->engine->advanceRun((int)$run['id'], $entity, $cursor, $next, $finished, $snapshots);
    }

    /** The entity to go on with: what others depend on comes first. */
    private function next(array $run): ?string
    {
        foreach (Reader::ENTITIES as $entity) {
            if (isset($run['entities'][$entity]) && empty($run['entities'][$entity]['finished'])) {
                return $entity;
            }
        }
        return null;
    }

    private function day(?string $day): ?string
    {
        if ($day === null || trim($day) === '') {
            return null;
        }
        try {
            $this->period->begin(trim($day));
        } catch (\InvalidArgumentException $exception) {
            throw new LocalizedException(__('"%1" is not a day. Write it as YYYY-MM-DD.', $day), $exception);
        }
        return substr(trim($day), 0, 10);
    }
}
