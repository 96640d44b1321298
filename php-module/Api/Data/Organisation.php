<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Api\Data;

/**
 * The organisation in Xero that keeps a connection's books.
 * @api
 */
final class Organisation
{
    public function __construct(
        public readonly string $id,
        public readonly string $name,
        public readonly string $baseCurrency,
        public readonly string $country
    ) {}

    public static function fromEngine(array $row): self
    {
        return new self(
            (string)($row['id'] ?? ''),
            (string)($row['name'] ?? ''),
            (string)($row['base_currency'] ?? ''),
            (string)($row['country'] ?? '')
        );
    }
}
