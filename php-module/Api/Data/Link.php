<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Api\Data;

/**
 * What Xero holds for a record.
 * @api
 */
final class Link
{
    /**
     * As the engine gives it: connection, kind, number, xero_id, xero_url, total, xero_total, currency, settled_at, adopted.
     * @param string $total the shop's, a decimal, or ""; so is $xeroTotal
     * @param string $settledAt "YYYY-MM-DD HH:MM:SS" (UTC), or ""
     * @param bool $adopted whether it was found in Xero
     */
    private function __construct(
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

    public static function fromEngine(array $row): self
    {
        return new self(
            (string)($row['connection'] ?? ''),
            (string)($row['kind'] ?? ''),
            (string)($row['number'] ?? ''),
            (string)($row['xero_id'] ?? ''),
            (string)($row['xero_url'] ?? ''),
            (string)($row['total'] ?? ''),
            (string)($row['xero_total'] ?? ''),
            (string)($row['currency'] ?? ''),
            (string)($row['settled_at'] ?? ''),
            !empty($row['adopted'])
        );
    }
}
