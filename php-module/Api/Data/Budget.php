<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Api\Data;

/**
 * How much of Xero's limits is left, and how long the queue will take under them. Moments are seconds since 1970.
 * @api
 */
final class Budget
{
    /**
     * As the engine gives it: minute_used, minute_limit, day_used, day_limit, day_remaining, blocked_until, obstacle, next_call_at (null: now),
     * calls_needed, seconds_needed, done_at, calls_planned, seconds_planned, days, minutes.
     *
     * @param int $blockedUntil 0: Xero takes calls
     * @param array|null $obstacle what stands in the way of sending: code, since, until
     * @param int $callsNeeded for the queue; so are $secondsNeeded and $doneAt
     * @param int $callsPlanned for the planned records alone
     * @param int $secondsPlanned until the queue and the planned records are done
     * @param array[] $days {day, calls, by {purpose: calls}}, the 30 newest
     * @param array[] $minutes {at, calls, by {purpose: calls}}, of the last hour
     * @param array $row as the engine gave it
     */
    private function __construct(
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
        public readonly array $minutes,
        private readonly array $row
    ) {}

    public static function fromEngine(array $row): self
    {
        $number = static fn (string $name): int => (int)($row[$name] ?? 0);
        return new self(
            $number('minute_used'),
            $number('minute_limit'),
            $number('day_used'),
            $number('day_limit'),
            $number('day_remaining'),
            $number('blocked_until'),
            $row['obstacle'] ?? null,
            $number('calls_needed'),
            $number('seconds_needed'),
            $number('done_at'),
            $number('calls_planned'),
            $number('seconds_planned'),
            $row['days'] ?? [],
            $row['minutes'] ?? [],
            $row
        );
    }

    /** Calls that Xero still takes in this minute. */
    public function minuteRemaining(): int
    {
        return max(0, $this->minuteLimit - $this->minuteUsed);
    }

    /** As the engine gave it, for what is written down whole. */
    public function toArray(): array
    {
        return $this->row;
    }
}
