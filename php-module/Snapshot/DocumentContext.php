<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Snapshot;

/** What the rows of one document need to know about the rest of it. */
class DocumentContext
{
    /**
     * @param bool $isInBase whether its amounts are in the base currency
     * @param array|null $taxes of its order, from AppliedTaxes::load()
     * @param array $products from CatalogueProducts::load()
     */
    public function __construct(
        public readonly ?int $storeId,
        public readonly bool $isInBase,
        public readonly ?array $taxes,
        public readonly array $products
    ) {}
}
