<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Api\Data;

/**
 * How many jobs of one kind are in one state.
 * @api
 */
final class JobCount
{
    /**
     * As the engine gives it: connection, entity, kind, state, count, oldest_at.
     * @param string $state as of QueueRow
     * @param string $oldestAt "YYYY-MM-DD HH:MM:SS" (UTC)
     */
    private function __construct(
        public readonly string $connection,
        public readonly string $entity,
        public readonly string $kind,
        public readonly string $state,
        public readonly int $count,
        public readonly string $oldestAt
    ) {}

    public static function fromEngine(array $row): self
    {
        return new self(
            (string)($row['connection'] ?? ''),
            (string)($row['entity'] ?? ''),
            (string)($row['kind'] ?? ''),
            (string)($row['state'] ?? ''),
            (int)($row['count'] ?? 0),
            (string)($row['oldest_at'] ?? '')
        );
    }
}
