<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Api\Data;

/**
 * The organisation in Xero that keeps a connection's books.
 * @api
 */
final class Organisation extends Answer
{
    protected function __construct(
        public readonly string $id,
        public readonly string $name,
        public readonly string $baseCurrency,
        public readonly string $country
    ) {}
}
