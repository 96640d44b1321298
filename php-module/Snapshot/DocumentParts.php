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
     * Digests of what belongs to the orders of documents.
     * @param array<int,int> $orders by document
     * @return array<int,string> by document
     */
    public function digestsOfOrders(string $kind, array $orders, RowDigest $digest, bool $withInvoices): array
    {
        $ids = array_values(array_unique($orders));
        if ($ids === []) {
            return [];
        }
        $moments = $this->paymentDays->rows($kind, $ids);
        $parts = [
            $digest->of($this->taxes->rows($ids), 'order_id'),
            $digest->of($this->addresses->rows($ids), 'parent_id'),
            $withInvoices ? $digest->of($this->invoices->rows($ids), 'order_id') : [],
            $moments === null ? [] : $digest->of($moments, 'order_id'),
        ];
        return array_map(
            static fn (int $order): string => implode(' ', array_map(static fn (array $part): string => $part[$order] ?? '', $parts)),
            $orders
        );
    }

    /**
     * Digests of what the catalogue says about the products of documents.
     * @param array<int,int[]> $sold products by document
     * @return array<int,string> by document
     */
    public function digestsOfProducts(array $sold): array
    {
        $products = array_map(
            static fn (array $product): string => hash('md5', (string)json_encode($product, JSON_INVALID_UTF8_SUBSTITUTE)),
            $this->products->load(array_keys(array_flip(array_merge(...$sold))))
        );
        $facts = static fn (int $id): string => $products[$id] ?? '';
        return array_map(static fn (array $ids): string => implode(' ', array_map($facts, $ids)), $sold);
    }

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
