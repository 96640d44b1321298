<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Record;

use Ledgerline\Xero\Sending\SendingStatus;
use Ledgerline\Xero\Text\Messages;

/** Says what became of a person's wish: how many go, and why something was left out. */
class OutcomeMessage
{
    private const REASONS_SHOWN = 3;

    public function __construct(private readonly Messages $messages, private readonly SendingStatus $sending) {}

    /** What goes, or an empty text. */
    public function done(Outcome $outcome, bool $now): string
    {
        $count = $outcome->queued + $outcome->waiting;
        if ($count === 0) {
            return '';
        }
        $connections = array_map(strval(...), array_keys($outcome->connections));
        if ($now) {
            return $this->sending->answer(
                $count === 1 ? __('1 document is being sent now.') : __('%1 documents are being sent now.', $count),
                $count === 1 ? __('1 document is first in the queue.') : __('%1 documents are first in the queue.', $count),
                $connections
            );
        }
        $added = (string)($outcome->queued === 1
            ? __('1 document was added to the queue.')
            : __('%1 documents were added to the queue.', $outcome->queued));
        $there = (string)($outcome->waiting === 1
            ? __('1 document was in the queue already.')
            : __('%1 documents were in the queue already.', $outcome->waiting));
        return trim(($outcome->queued > 0 ? $added . ' ' : '') . ($outcome->waiting > 0 ? $there . ' ' : '')
            . $this->sending->answer($this->sending->nextWords(), '', $connections));
    }

    /** @return string[] why something was left out */
    public function left(Outcome $outcome): array
    {
        $sentences = [];
        $add = static function (int $count, \Closure $one, \Closure $many) use (&$sentences): void {
            if ($count > 0) {
                $sentences[] = (string)($count === 1 ? $one() : $many($count));
            }
        };
        $add(
            $outcome->ignored,
            static fn () => __('1 document was left out: the settings or its date exclude it, or it is marked Never send.'),
            static fn (int $n)
                => __('%1 documents were left out: the settings or their dates exclude them, or they are marked Never send.', $n)
        );
        $add(
            $outcome->off,
            static fn () => __('1 record was left out: records of this kind are switched off in the configuration.'),
            static fn (int $n)
                => __('%1 records were left out: records of this kind are switched off in the configuration.', $n)
        );
        $add(
            $outcome->empty,
            static fn () => __('1 order was left out: it has no invoice or credit memo to send.'),
            static fn (int $n) => __('%1 orders were left out: they have no invoice or credit memo to send.', $n)
        );
        $reasons = array_count_values(array_filter(array_map($this->messages->of(...), $outcome->refused)));
        arsort($reasons);
        foreach (array_slice($reasons, 0, self::REASONS_SHOWN, true) as $reason => $count) {
            $sentences[] = (string)($count === 1
                ? __('1 document cannot be read: %1', $reason)
                : __('%1 documents cannot be read: %2', $count, $reason));
        }
        return $sentences;
    }
}
