<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Api\Data;

/**
 * How much of Xero's limits is left, and how long the queue will take under them. Moments are seconds since 1970.
 * @api
 */
final class Budget extends Answer
{
    /**
     * In toArray() also: next_call_at (null: now).
     *
     * @param int $blockedUntil 0: Xero takes calls
     * @param array|null $obstacle what stands in the way of sending: code, since, until
     * @param int $callsNeeded for the queue; so are $secondsNeeded and $doneAt
     * @param int $callsPlanned for the planned records alone
     * @param int $secondsPlanned until the queue and the planned records are done
     * @param array[] $days {day, calls, by {purpose: calls}}, the 30 newest
     * @param array[] $minutes {at, calls, by {purpose: calls}}, of the last hour
     */
    protected function __construct(
        public readonly int $minuteUsed,
        public readonly int $minuteLimit,
        public readonly int $dayUsed,
        public readonly int $dayLimit,
        public readonly int $dayRemaining,
        public readonly int $blockedUntil,
        public readonly ?array $obstacle,
        public readonly int $callsNeeded,
        public readonly int $secondsNeeded,
        public readonly int $doneAt,
        public readonly int $callsPlanned,
        public readonly int $secondsPlanned,
        public readonly array $days,
        public readonly array $minutes
    ) {}

    /** Calls that Xero still takes in this minute. */
    public function minuteRemaining(): int
    {
        return max(0, $this->minuteLimit - $this->minuteUsed);
    }
}
