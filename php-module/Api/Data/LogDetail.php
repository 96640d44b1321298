<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Api\Data;

/**
 * A line of the log in full. What was sent and answered names people.
 * @api
 */
final class LogDetail extends LogLine
{
    /** @var LogLine[] lines of the same job, the oldest first */
    public readonly array $attempts;
    /** Xero's JSON as arrays, or null when nothing was kept. */
    public readonly mixed $sent;
    /** The same, or the words of a refusal. */
    public readonly mixed $answered;

    protected function read(array $row): void
    {
        parent::read($row);
        $this->attempts = array_map(LogLine::fromEngine(...), $row['attempts'] ?? []);
        $this->sent = $row['sent'] ?? null;
        $this->answered = $row['answered'] ?? null;
    }
}
