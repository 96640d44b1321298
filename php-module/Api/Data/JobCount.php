<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Api\Data;

/**
 * How many jobs of one kind are in one state.
 * @api
 */
final class JobCount extends Answer
{
    /**
     * @param string $state as of QueueRow
     * @param string $oldestAt "YYYY-MM-DD HH:MM:SS" (UTC)
     */
    protected function __construct(
        public readonly string $connection,
        public readonly string $entity,
        public readonly string $kind,
        public readonly string $state,
        public readonly int $count,
        public readonly string $oldestAt
    ) {}
}
