<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Snapshot;

/** What sales documents are put together from, and the records around them. */
class DocumentParts
{
    public function __construct(
        public readonly DocumentCurrency $currency,
        public readonly DocumentLines $lines,
        public readonly DocumentTotals $totals,
        public readonly CommerceTotals $commerceTotals,
        public readonly OrderFacts $facts,
        public readonly Tenders $tenders,
        private readonly PaymentDays $paymentDays,
        private readonly AppliedTaxes $taxes,
        private readonly OrderAddresses $addresses,
        private readonly InvoiceSummaries $invoices,
        private readonly CatalogueProducts $products,
        private readonly CustomerGroups $groups
    ) {}

    /**
     * Records around a batch of documents: one query for each kind.
     * @param array[] $rows documents
     * @param array<int,array[]> $items their rows, by document
     * @return array{taxes:array, addresses:array, invoices:array, products:array, groups:array, moments:array}
     */
    public function related(string $kind, array $rows, array $items, bool $withInvoices): array
    {
        $orderIds = array_values(array_unique(array_map(intval(...), array_column($rows, 'order_id'))));
        $productIds = [];
        foreach ($items as $ofDocument) {
            $productIds += array_flip(array_map(intval(...), array_column($ofDocument, 'product_id')));
        }
        unset($productIds[0]);
        return [
            'taxes' => $this->taxes->load($orderIds),
            'addresses' => $this->addresses->load($orderIds),
            'invoices' => $withInvoices ? $this->invoices->load($orderIds) : [],
            'products' => $this->products->load(array_keys($productIds)),
            'groups' => $rows === [] ? [] : $this->groups->load(),
            'moments' => $this->paymentDays->load($kind, $rows),
        ];
    }
}
