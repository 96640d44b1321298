<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Api\Data;

/**
 * What is queued over a connection, and what of it is worth telling.
 * @api
 */
final class ConnectionOverview extends Answer
{
    /**
     * @param int $waiting jobs on their way
     * @param string $oldestAt of them, "YYYY-MM-DD HH:MM:SS" (UTC), or ""
     * @param int $attention jobs that need a person
     * @param string[] $concerns "lost", "differing", "expiring", "used_up", the worst first
     * @param int $differing documents that need a person after the newest reconciliation, without the held ones
     * @param array|null $reconciliation at, from, to, documents, counts, wrong, grade, headline
     * @param array[] $held code, count, subjects [{subject, message, count}], single (whether some have no subject); the most frequent first
     */
    protected function __construct(
        public readonly int $waiting,
        public readonly string $oldestAt,
        public readonly int $attention,
        public readonly array $concerns,
        public readonly int $differing,
        public readonly ?array $reconciliation,
        public readonly array $held
    ) {}
}
