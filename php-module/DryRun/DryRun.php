<?php
declare(strict_types=1);

namespace Ledgerline\Xero\DryRun;

use Ledgerline\Xero\Api\EngineInterface;
use Ledgerline\Xero\Config\Settings;
use Ledgerline\Xero\Snapshot\FirstDay;
use Ledgerline\Xero\Snapshot\Period;
use Ledgerline\Xero\Snapshot\Reader;
use Magento\Framework\Exception\LocalizedException;

/**
 * Reads what Sync All would read, in portions, and has the engine say what sending it would do. Queues nothing and calls nobody.
 *
 * A dry run is an array, so that whoever steps it keeps it where that suits: the command in memory, the page beside the configuration.
 */
class DryRun
{
    /** What the engine decides about at once; more needs memory and saves nothing. */
    private const PORTION = 500;

    public function __construct(
        private readonly EngineInterface $engine,
        private readonly Reader $reader,
        private readonly Settings $settings,
        private readonly Period $period,
        private readonly FirstDay $firstDay
    ) {}

    /**
     * @param string|null $from first day of creation (YYYY-MM-DD); documents also obey the settings' start date
     * @param string|null $to last day of creation
     * @param int|null $website only its documents and customers
     * @param bool $compare whether documents that are in Xero are compared with what would be sent today
     * @return array the dry run: connection, from, to, website, compare, entities {name: {total, read, cursor, finished}}, answer (the engine's)
     * @throws LocalizedException when nothing is left to read, or the days are none
     */
    public function start(string $connection, ?string $from = null, ?string $to = null, ?int $website = null, bool $compare = false): array
    {
        $from = $this->day($from);
        $to = $this->day($to);
        if ($from !== null && $to !== null && $from > $to) {
            throw new LocalizedException(__('The first day, %1, is after the last one, %2.', $from, $to));
        }
        $entities = [];
        foreach (Reader::ENTITIES as $entity) {
            if ($this->settings->isSent($entity, $connection)) {
                $total = $this->reader->count($entity, $connection, $this->firstDay->of($entity, $connection, $from), $to);
                $entities[$entity] = ['total' => $total, 'read' => 0, 'cursor' => 0, 'finished' => $total === 0];
            }
        }
        if ($entities === []) {
            throw new LocalizedException(__('There is nothing to sync: switch on under Synchronization settings what should go to Xero.'));
        }
        // Without a portion the engine still says whether Xero's lists are known.
        $answer = $this->engine->dryRun($connection, [], $compare);
        return compact('connection', 'from', 'to', 'website', 'compare', 'entities', 'answer');
    }

    /**
     * Reads portions until the time is over or everything is read; at least one.
     * @return array the dry run
     */
    public function step(array $run, float $seconds): array
    {
        $end = microtime(true) + $seconds;
        while (($entity = $this->next($run)) !== null) {
            $run = $this->portion($run, $entity);
            if (microtime(true) >= $end) {
                break;
            }
        }
        return $run;
    }

    public function isOver(array $run): bool
    {
        return $this->next($run) === null;
    }

    private function portion(array $run, string $entity): array
    {
        $progress = $run['entities'][$entity];
        $connection = $run['connection'];
        $ids = $this->reader->ids(
            $entity,
            $connection,
            (int)$progress['cursor'],
            self::PORTION,
            $this->firstDay->of($entity, $connection, $run['from']),
            $run['to']
        );
        $snapshots = array_values(array_filter(
            $this->reader->read($entity, $ids),
            static fn (array $snapshot): bool => $snapshot['connection'] === $connection && ($run['website'] === null
                || $entity === Reader::PRODUCT || (int)($snapshot['store']['website_id'] ?? 0) === $run['website'])
        ));
        if ($snapshots) {
            $run['answer'] = $this->engine->dryRun($connection, $snapshots, $run['compare'], $run['answer']);
        }
        $run['entities'][$entity] = [
            'total' => $progress['total'],
            'read' => $progress['read'] + count($ids),
            'cursor' => $ids === [] ? $progress['cursor'] : (int)end($ids),
            'finished' => count($ids) < self::PORTION,
        ];
        return $run;
    }

    /** What others depend on comes first. */
    private function next(array $run): ?string
    {
        foreach ($run['entities'] as $entity => $progress) {
            if (!$progress['finished']) {
                return $entity;
            }
        }
        return null;
    }

    private function day(?string $day): ?string
    {
        $day = trim((string)$day);
        if ($day === '') {
            return null;
        }
        try {
            $this->period->begin($day);
        } catch (\InvalidArgumentException $exception) {
            throw new LocalizedException(__('"%1" is not a day. Write it as YYYY-MM-DD.', $day), $exception);
        }
        return substr($day, 0, 10);
    }
}
