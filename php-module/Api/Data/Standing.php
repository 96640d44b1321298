<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Api\Data;

/**
 * How a record stands with one connection.
 * @api
 */
final class Standing extends Answer
{
    /**
     * @param string $connection "" when it is kept out of all
     * @param string $state "synced", "waiting", "running", "unknown", "held", "failed", "cancelled", "excluded" or "skipped"
     * @param string $settledAt "YYYY-MM-DD HH:MM:SS" (UTC), or ""
     * @param bool $excluded whether a person took it out, also when it is in Xero already
     */
    protected function __construct(
        public readonly string $connection,
        public readonly string $entity,
        public readonly string $entityId,
        public readonly string $state,
        public readonly string $code,
        public readonly Message $message,
        public readonly string $number,
        public readonly string $xeroId,
        public readonly string $xeroUrl,
        public readonly string $settledAt,
        public readonly bool $excluded
    ) {}
}
