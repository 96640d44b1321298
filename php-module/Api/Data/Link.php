<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Api\Data;

/**
 * What Xero holds for a record.
 * @api
 */
final class Link extends Answer
{
    /**
     * @param string $total the shop's, a decimal, or ""; so is $xeroTotal
     * @param string $settledAt "YYYY-MM-DD HH:MM:SS" (UTC), or ""
     * @param bool $adopted whether it was found in Xero
     */
    protected function __construct(
        public readonly string $connection,
        public readonly string $kind,
        public readonly string $number,
        public readonly string $xeroId,
        public readonly string $xeroUrl,
        public readonly string $total,
        public readonly string $xeroTotal,
        public readonly string $currency,
        public readonly string $settledAt,
        public readonly bool $adopted
    ) {}
}
