<?php
declare(strict_types=1);

namespace Ledgerline\Xero\SyncAll;

use Ledgerline\Xero\Api\EngineInterface;
use Ledgerline\Xero\Record\Entity;
use Ledgerline\Xero\Text\Display;
use Ledgerline\Xero\Text\Duration;

/** How a "Sync All" stands, in numbers for the progress bar and in words for people. The engine says how far it is. */
class Report
{
    private const WAITING_FOR_CRON = 'waiting_for_cron';

    public function __construct(
        private readonly EngineInterface $engine,
        private readonly Entity $entity,
        private readonly Duration $duration,
        private readonly Display $display
    ) {}

    /** Everything the panel shows of the newest run; the state is "none" when there was no run yet. */
    public function of(string $connection): array
    {
        $run = $this->engine->progress($connection);
        if ($run === null) {
            return ['state' => 'none'];
        }
        $progress = $run['progress'];
        $phase = (string)$progress['phase'];
        $entities = [];
        foreach ($progress['entities'] as $code => $entity) {
            $entities[] = ['code' => $code, 'label' => $this->entity->plural((string)$code)] + $entity;
        }
        return [
            'id' => (int)$run['id'],
            'state' => (string)$run['state'],
            'is_over' => $progress['is_over'],
            'percent' => $progress['percent'],
            'read_percent' => $progress['read_percent'],
            'entities' => $entities,
            'read' => $progress['read'],
            'total' => $progress['total'],
            'sent' => $progress['sent'],
            'figures' => $this->figures($progress, $run),
            'summary' => $this->summary($entities),
            'along' => $progress['brings_along']
                ? (string)__('Payments, refunds and the contacts of guests are sent along, so there is more to send than was read.')
                : '',
            'waiting' => $progress['waiting'],
            'attention' => $progress['attention'],
            'ignored' => (int)$run['ignored'],
            'refused' => (int)$run['refused'],
            'title' => $this->title($phase),
            'forecast' => match (true) {
                $progress['is_over'] || $phase === 'paused' => '',
                $phase === self::WAITING_FOR_CRON => $this->stuck((int)$progress['cron_last']),
                default => $this->forecast($connection, $phase, $progress['waiting']),
            },
            'is_stuck' => $phase === self::WAITING_FOR_CRON,
            'started' => isset($run['started_at']) ? (string)__('Started on %1', $this->display->moment($run['started_at'])) : '',
            'finished' => empty($run['finished_at']) ? '' : (string)__('finished on %1', $this->display->moment($run['finished_at'])),
        ];
    }

    /** @return array[] the numbers for people: label, value */
    private function figures(array $progress, array $run): array
    {
        $figures = [
            [__('Records read'), $progress['read']], [__('Sent to Xero'), $progress['sent']],
            [__('Waiting'), $progress['waiting']], [__('Need attention'), $progress['attention']],
            [__('Before the start date'), (int)$run['ignored']], [__('Not readable'), (int)$run['refused']],
        ];
        return array_values(array_map(
            fn (array $figure): array => ['label' => (string)$figure[0], 'value' => $this->display->number($figure[1])],
            array_filter($figures, static fn (array $figure, int $place): bool => $place < 4 || $figure[1] > 0, ARRAY_FILTER_USE_BOTH)
        ));
    }

    /** What was read, by kind: "Invoices 381 · Credit memos 20 / 161". */
    private function summary(array $entities): string
    {
        return implode(' · ', array_map(fn (array $one): string => $one['label'] . ' ' . $this->display->number($one['read'])
            . ($one['finished'] ? '' : ' / ' . $this->display->number($one['total'])), $entities));
    }

    private function stuck(int $last): string
    {
        return ($last > 0
            ? (string)__('Cron came last on %1.', $this->display->moment($last))
            : (string)__('Cron has not come yet.'))
            . ' ' . __('Nothing is sent until it does: please ask whoever looks after your server to check "bin/magento cron:install".');
    }

    /** What is going on, or what it came to. */
    private function title(string $phase): string
    {
        return (string)match ($phase) {
            'reading' => __('Reading the shop…'),
            'sending' => __('Sending to Xero…'),
            self::WAITING_FOR_CRON => __('Waiting for cron.'),
            'paused' => __('Paused. New sales are still sent.'),
            'cancelled' => __('Cancelled.'),
            'needs_attention' => __('Finished. Some documents need your attention.'),
            'still_queued' => __('Finished. Some documents are still in the queue.'),
            'nothing_new' => __('Finished. Nothing has changed since it was sent.'),
            'complete' => __('Finished. Everything is in Xero.'),
        };
    }

    /** How long it will take under Xero's limits. */
    private function forecast(string $connection, string $phase, int $waiting): string
    {
        $budget = $this->engine->budget($connection);
        $text = [];
        if ($waiting > 0) {
            $text[] = $phase === 'reading'
                ? (string)__('What is read so far takes %1 to send.', $this->duration->words($budget->secondsNeeded))
                : (string)__(
                    'Time left: %1 (%2 calls to Xero).',
                    $this->duration->words($budget->secondsNeeded),
                    $this->display->number($budget->callsNeeded)
                );
        }
        $text[] = $budget->blockedUntil > 0
            ? (string)__('Xero takes no calls before %1; sending resumes then.', $this->display->moment($budget->blockedUntil))
            : (string)__('%1 of %2 calls used today.', $this->display->number($budget->dayUsed), $this->display->number($budget->dayLimit));
        return implode(' ', $text);
    }
}
