<?php
declare(strict_types=1);

namespace Ledgerline\Xero\SyncAll;

use Ledgerline\Xero\Api\EngineInterface;
use Ledgerline\Xero\Record\Entity;
use Ledgerline\Xero\Sending\DrainStep;
use Ledgerline\Xero\Text\Display;
use Ledgerline\Xero\Text\Duration;
use Magento\Framework\Stdlib\DateTime\TimezoneInterface;

/** How a "Sync All" stands, in numbers for the progress bar and in words for people. The run itself is the engine's. */
class Report
{
    /** Seconds; it comes every minute while a run is active. */
    private const CRON_COMES_WITHIN = 120;
    private const CRON_SURELY_COMES_WITHIN = 900;
    private const WAITING = ['waiting', 'running', 'unknown'];
    private const ATTENTION = ['held', 'failed'];

    public function __construct(
        private readonly EngineInterface $engine,
        private readonly Entity $entity,
        private readonly Duration $duration,
        private readonly TimezoneInterface $timezone,
        private readonly Display $display
    ) {
    }

    /**
     * Everything the panel shows; the state is "none" when there was no run yet.
     *
     * @param array|null $run as EngineInterface::run() gives it
     */
    public function of(string $connection, ?array $run): array
    {
        if ($run === null) {
            return ['state' => 'none'];
        }
        $jobs = array_map(intval(...), ($run['jobs'] ?? []) + ['waiting' => 0, 'done' => 0, 'held' => 0, 'failed' => 0, 'unknown' => 0]);
        $state = (string)$run['state'];
        $read = $total = 0;
        $entities = [];
        foreach ($run['entities'] ?? [] as $code => $entity) {
            $finished = !empty($entity['finished']) || $state === 'sending' || $state === 'done';
            $entityRead = (int)$entity['read'];
            $entityTotal = $finished ? $entityRead : max((int)$entity['total'], $entityRead);
            $read += $entityRead;
            $total += $entityTotal;
            $entities[] = ['code' => $code, 'label' => $this->entity->plural((string)$code), 'read' => $entityRead, 'total' => $entityTotal,
                'finished' => $finished];
        }
        $waiting = $jobs['waiting'] + $jobs['unknown'] + (int)($jobs['running'] ?? 0);
        $attention = $jobs['held'] + $jobs['failed'];
        $settled = $jobs['done'] + $attention;
        // Jobs are not records: an invoice brings a payment with it. So what is read is measured in records, what is sent in jobs.
        $readShare = $total > 0 ? min(1, $read / $total) : 1;
        $offered = $settled + $waiting;
        if ($state === 'cancelled') {
            // What a person took out of the queue is not done.
            $offered = max($offered, (int)($run['accepted'] ?? 0));
        }
        $sentShare = $offered > 0 ? $settled / $offered : 1;
        if ($state === 'done') {
            // What a person sent again since then belongs to the run no more: how it stands now is what the queue says.
            [$waiting, $attention] = $this->queued($connection);
        }
        $isOver = $state === 'done' || $state === 'cancelled' && $waiting === 0;
        $percent = $isOver && $state === 'done' ? 100 : (int)floor($readShare * $sentShare * 100);
        $last = (int)$this->engine->cursor(DrainStep::LAST_DRAIN);
        $isStuck = $state === 'sending' && $waiting > 0 && $this->isCronMissing($last, $run['started_at'] ?? '', $settled);
        return [
            'id' => (int)($run['id'] ?? 0),
            'state' => $state,
            'is_over' => $isOver,
            'percent' => $percent,
            'read_percent' => (int)floor($readShare * 100),
            'entities' => $entities,
            'read' => $read,
            'total' => $total,
            'sent' => $jobs['done'],
            'figures' => $this->figures($read, $jobs['done'], $waiting, $attention, $run),
            'summary' => $this->summary($entities),
            'along' => $jobs['done'] + $waiting + $attention > $read
                ? (string)__('Payments, refunds and the contacts of guests are sent along, so there is more to send than was read.')
                : '',
            'waiting' => $waiting,
            'attention' => $attention,
            'ignored' => (int)($run['ignored'] ?? 0),
            'refused' => (int)($run['refused'] ?? 0),
            'title' => $isStuck ? (string)__('Waiting for cron.') : $this->title($state, $attention, $settled, $waiting),
            'forecast' => match (true) {
                $isOver || $state === 'paused' => '',
                $isStuck => $this->stuck($last),
                default => $this->forecast($connection, $state, $waiting),
            },
            'is_stuck' => $isStuck,
            'started' => isset($run['started_at']) ? (string)__('Started on %1', $this->time($run['started_at'])) : '',
            'finished' => empty($run['finished_at']) ? '' : (string)__('finished on %1', $this->time($run['finished_at'])),
        ];
    }

    /**
     * The numbers for people.
     *
     * @return array[] label, value
     */
    private function figures(int $read, int $sent, int $waiting, int $attention, array $run): array
    {
        $figures = [
            [__('Records read'), $read], [__('Sent to Xero'), $sent], [__('Waiting'), $waiting], [__('Need attention'), $attention],
            [__('Before the start date'), (int)($run['ignored'] ?? 0)], [__('Not readable'), (int)($run['refused'] ?? 0)],
        ];
        return array_values(array_map(
            fn (array $figure): array => ['label' => (string)$figure[0], 'value' => $this->display->number($figure[1])],
            array_filter($figures, static fn (array $figure, int $place): bool => $place < 4 || $figure[1] > 0, ARRAY_FILTER_USE_BOTH)
        ));
    }

    /**
     * What was read, by kind: "Invoices 381 · Credit memos 20 / 161".
     *
     * @param array[] $entities
     */
    private function summary(array $entities): string
    {
        return implode(' · ', array_map(fn (array $one): string => $one['label'] . ' ' . $this->display->number($one['read'])
            . ($one['finished'] ? '' : ' / ' . $this->display->number($one['total'])), $entities));
    }

    /**
     * How many jobs of a connection wait now, and how many need a person.
     *
     * @return int[]
     */
    private function queued(string $connection): array
    {
        $waiting = $attention = 0;
        foreach ($this->engine->counts()['jobs'] ?? [] as $row) {
            if (($row['connection'] ?? '') === $connection) {
                $waiting += in_array($row['state'], self::WAITING, true) ? (int)$row['count'] : 0;
                $attention += in_array($row['state'], self::ATTENTION, true) ? (int)$row['count'] : 0;
            }
        }
        return [$waiting, $attention];
    }

    /**
     * Whether cron should have come by now. A turn tells of itself when it ends, and may take ten minutes; but then it has sent something.
     *
     * @param int $last when a turn of cron ended last, 0: never
     * @param int|string $started seconds, or "YYYY-MM-DD HH:MM:SS" in UTC
     */
    private function isCronMissing(int $last, int|string $started, int $settled): bool
    {
        $began = is_numeric($started) ? (int)$started : (int)strtotime($started . ' UTC');
        $since = time() - max($last, $began);
        if ($last === 0 && $settled === 0) {
            return true;
        }
        return $last < $began && $settled === 0 ? $since > self::CRON_COMES_WITHIN : $since > self::CRON_SURELY_COMES_WITHIN;
    }

    /** What stands in the way. */
    private function stuck(int $last): string
    {
        return ($last > 0
            ? (string)__('Cron came last on %1.', $this->time($last))
            : (string)__('Cron has not come yet.'))
            . ' ' . __('Nothing is sent until it does: please ask whoever looks after your server to check "bin/magento cron:install".');
    }

    /** What is going on. */
    private function title(string $state, int $attention, int $settled, int $waiting): string
    {
        return match ($state) {
            'reading' => (string)__('Reading the shop…'),
            'sending' => (string)__('Sending to Xero…'),
            'paused' => (string)__('Paused. New sales are still sent.'),
            'cancelled' => (string)__('Cancelled.'),
            default => (string)match (true) {
                $attention > 0 => __('Finished. Some documents need your attention.'),
                $waiting > 0 => __('Finished. Some documents are still in the queue.'),
                $settled === 0 => __('Finished. Nothing has changed since it was sent.'),
                default => __('Finished. Everything is in Xero.'),
            },
        };
    }

    /** How long it will take under Xero's limits. */
    private function forecast(string $connection, string $state, int $waiting): string
    {
        $budget = $this->engine->budget($connection);
        $text = [];
        if ($waiting > 0 && isset($budget['seconds_needed'])) {
            $text[] = $state === 'reading'
                ? (string)__('What is read so far takes %1 to send.', $this->duration->words((int)$budget['seconds_needed']))
                : (string)__(
                    'Time left: %1 (%2 calls to Xero).',
                    $this->duration->words((int)$budget['seconds_needed']),
                    $this->display->number((int)($budget['calls_needed'] ?? 0))
                );
        }
        if (!empty($budget['blocked_until']) && (int)$budget['blocked_until'] > time()) {
            $text[] = (string)__('Xero takes no calls before %1; sending resumes then.', $this->time($budget['blocked_until']));
        } elseif (isset($budget['day_used'], $budget['day_limit'])) {
            $text[] = (string)__(
                '%1 of %2 calls used today.',
                $this->display->number((int)$budget['day_used']),
                $this->display->number((int)$budget['day_limit'])
            );
        }
        return implode(' ', $text);
    }

    /**
     * A moment in the shop's time zone and language.
     *
     * @param int|string $moment seconds, or "YYYY-MM-DD HH:MM:SS" in UTC
     */
    private function time($moment): string
    {
        $utc = new \DateTimeZone('UTC');
        return $this->timezone->formatDateTime(
            is_numeric($moment) ? new \DateTime('@' . (int)$moment) : new \DateTime((string)$moment, $utc),
            \IntlDateFormatter::MEDIUM,
            \IntlDateFormatter::SHORT
        );
    }
}
