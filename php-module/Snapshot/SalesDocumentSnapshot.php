<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Snapshot;

use Magento\Framework\App\ResourceConnection;
use Magento\Framework\DB\Select;
use Psr\Log\LoggerInterface;

/**
 * What orders, invoices and credit memos have in common: head, rows with their taxes, totals, buyer and addresses.
 *
 * A batch costs six or seven queries, whatever its size.
 */
abstract class SalesDocumentSnapshot extends EntitySnapshot
{
    protected const RESOURCE = 'sales';

    public function __construct(
        ResourceConnection $resource,
        Stores $stores,
        Period $period,
        LoggerInterface $logger,
        protected readonly DocumentParts $parts,
        private readonly AdminUrl $adminUrl,
        private readonly ExtraTotals $extraTotals
    ) {
        parent::__construct($resource, $stores, $period, $logger);
    }

    /** The documents: the columns of ownColumns() and orderColumns(). The document is "e", its order "o". */
    abstract protected function documents(): Select;

    /**
     * The rows: itemColumns(), DocumentColumns::ORDER_ITEM, document_id, id, order_item_id and quantity.
     *
     * Rows of documents made from an order also have tax_ratio and order_weee_tax_applied.
     *
     * @param int[] $ids of documents
     */
    abstract protected function items(array $ids): Select;

    /**
     * Fields that only this kind of document has, or has in its own way; they replace the common ones.
     * @param array[] $invoices of the order, as summaries
     */
    abstract protected function particulars(array $row, array $snapshot, array $invoices): array;

    /**
     * Discount on the shipping, positive, and the discount tax compensation of rows and of shipping.
     * @return array{0:string, 1:string, 2:string}
     */
    abstract protected function shippingDiscount(array $row, array $lines): array;

    /** Whether what the gateway kept of the order's payment is all this document's. */
    abstract protected function bearsFee(array $row): bool;

    abstract protected function listsInvoices(): bool;

    protected function limitTo(Select $select, string $connection): void
    {
        $this->stores->within($select, 'e.store_id', $this->stores->storeViews($connection));
    }

    public function digests(array $ids, RowDigest $digest): array
    {
        if ($ids === []) {
            return [];
        }
        [$documents, $orders] = $digest->andValues($this->paidDocuments($ids), 'entity_id', 'order_id');
        [$items, $products] = $digest->andValues($this->items($ids), 'document_id', 'product_id');
        $orders = array_map(static fn (array $of): int => $of[0] ?? 0, $orders);
        return $this->together(
            $documents,
            $items,
            $this->parts->digestsOfProducts($products),
            $this->parts->digestsOfOrders(static::KIND, $orders, $digest, $this->listsInvoices())
        );
    }

    protected function snapshots(array $ids): array
    {
        $database = $this->database();
        $rows = $database->fetchAll($this->paidDocuments($ids));
        // An order has one payment; should there be more, the first one counts.
        $rows = array_column(array_reverse($rows), null, 'entity_id');
        ksort($rows);
        $items = $this->grouped($database->fetchAll($this->items($ids)), 'document_id');
        $related = $this->parts->related(static::KIND, $rows, $items, $this->listsInvoices());
        $snapshots = [];
        foreach ($rows as $id => $row) {
            $own = $items[(int)$id] ?? [];
            $snapshots[] = $this->refusing($id, fn (): array => $this->snapshot($row, $own, $related));
        }
        $snapshots = $this->extraTotals->complete(static::KIND, array_values(array_filter($snapshots)));
        return $this->parts->tenders->complete(static::KIND, $snapshots);
    }

    /**
     * The documents with the payments of their orders.
     * @param int[] $ids
     */
    private function paidDocuments(array $ids): Select
    {
        return $this->documents()
            ->joinLeft(['p' => $this->table('sales_order_payment')], 'p.parent_id = o.entity_id', DocumentColumns::PAYMENT)
            ->where('e.entity_id IN (?)', $ids)
            ->order('e.entity_id');
    }

    /**
     * A query over the documents themselves, as "e".
     * @param string[] $columns what this kind has beside the common columns
     * @param string[] $amounts the same, of amounts
     */
    protected function ownColumns(array $columns, array $amounts): Select
    {
        $extra = $this->parts->commerceTotals->columns(static::TABLE);
        $kept = $this->parts->commerceTotals->inBothCurrencies(static::TABLE);
        $twins = $this->parts->currency->twins([...DocumentColumns::DOCUMENT_AMOUNTS, ...$amounts, ...$kept]);
        return $this->database()->select()->from(
            ['e' => $this->table(static::TABLE)],
            [...DocumentColumns::DOCUMENT, ...$columns, ...$amounts, ...$extra, ...$twins]
        );
    }

    /** @return string[] columns of the documents' order */
    protected function orderColumns(): array
    {
        return [...DocumentColumns::ORDER, ...$this->parts->currency->twins(DocumentColumns::ORDER_AMOUNTS)];
    }

    /** @return string[] columns of rows */
    protected function itemColumns(): array
    {
        return [...DocumentColumns::ITEM, ...$this->parts->currency->twins(DocumentColumns::ITEM_AMOUNTS)];
    }

    /**
     * Documents that are made from an order.
     * @param string[] $columns what this kind has beside the common columns
     * @param string[] $amounts the same, of amounts
     */
    protected function childDocuments(array $columns, array $amounts = []): Select
    {
        return $this->ownColumns($columns, $amounts)
            ->joinLeft(['o' => $this->table('sales_order')], 'o.entity_id = e.order_id', $this->orderColumns());
    }

    /**
     * The rows of a document made from an order, with what only the order's rows know.
     * @param int[] $ids
     */
    protected function childItems(string $table, array $ids): Select
    {
        return $this->database()->select()
            ->from(
                ['i' => $this->table($table)],
                [
                    'document_id' => 'parent_id',
                    'id' => 'entity_id',
                    'order_item_id',
                    'quantity' => 'qty',
                    'tax_ratio',
                    ...$this->itemColumns(),
                ]
            )
            ->joinLeft(
                ['oi' => $this->table('sales_order_item')],
                'oi.item_id = i.order_item_id',
                DocumentColumns::ORDER_ITEM + ['order_weee_tax_applied' => 'weee_tax_applied']
            )
            ->where('i.parent_id IN (?)', $ids)
            ->order(['i.parent_id', 'i.entity_id']);
    }

    /** Whether a document without charge for it ships something. */
    protected function isShipped(array $row): bool
    {
        return $row['shipping_amount'] !== null && (string)$row['shipping_method'] !== '';
    }

    /**
     * When a gateway moved the document's money.
     * @param array $moments from PaymentDays::load()
     */
    private function moment(array $row, array $moments): ?string
    {
        return $moments[(int)$row['order_id']][(string)($row['transaction_id'] ?? '')] ?? null;
    }

    /**
     * @param array[] $items its rows
     * @param array $related from DocumentParts::related()
     */
    private function snapshot(array $row, array $items, array $related): array
    {
        if ($row['order_id'] === null) {
            throw new \UnexpectedValueException('its order is missing');
        }
        $parts = $this->parts;
        $order = (int)$row['order_id'];
        $storeId = $this->number($row['store_id'] ?? $row['order_store_id']);
        $isInBase = $parts->currency->isBase($storeId);
        if ($isInBase) {
            $parts->commerceTotals->refuseUnknownInBase(static::TABLE, $row);
            $row = $parts->currency->documentInBase($row);
            $items = array_map($parts->currency->inBase(...), $items);
        }
        $taxes = $related['taxes'][$order] ?? null;
        $extra = $parts->commerceTotals->of($row, $taxes);
        $otherTax = Amount::sum(Amount::of($row['shipping_tax_amount']), ...array_column($extra, 'tax'));
        $lines = $parts->lines->of(
            $items,
            new DocumentContext($storeId, $isInBase, $taxes, $related['products']),
            Amount::minus(Amount::of($row['tax_amount']), $otherTax)
        );
        $totals = $parts->totals->of($row, $lines, $this->shippingDiscount($row, $lines));
        $snapshot = $this->head(
            (string)$row['entity_id'],
            $this->stores->connection($storeId),
            $this->stores->facts($storeId, (string)$row['store_name'])
        ) + [
            'number' => (string)$row['increment_id'],
            'date' => $this->stores->date($storeId, $row['created_at']),
            'created_at' => $this->text($row['created_at']),
            'updated_at' => $this->text($row['updated_at']),
            'updated_on' => $this->stores->date($storeId, $row['updated_at']),
            'admin_url' => $this->adminUrl->order((string)$row['order_id']),
            'state' => (string)$row['state'],
            'currency' => $this->text($row['order_currency_code']),
            'base_currency' => $this->text($row['base_currency_code']),
            'base_to_order_rate' => Amount::orNull($row['base_to_order_rate']) ?? Amount::orNull($row['order_rate']),
            'global_currency' => $this->text($row['global_currency_code'] ?? $row['order_global_currency_code']),
            'base_to_global_rate' => Amount::orNull($row['base_to_global_rate'] ?? $row['order_base_to_global_rate']),
            'totals' => $totals,
            'lines' => $lines,
            'extra_totals' => $extra,
            'shipping' => $parts->totals->shipping($row, $totals, $taxes, $this->isShipped($row)),
            'payment' => $parts->facts->payment($row, $storeId, $this->bearsFee($row)) + [
                'paid_on' => $this->stores->date($storeId, $this->moment($row, $related['moments'])),
            ],
            'tenders' => [],
            'order' => $parts->facts->order($row, $storeId),
            'customer' => $parts->facts->customer($row, $related['groups']),
            'billing_address' => $related['addresses'][$order]['billing'] ?? null,
            'shipping_address' => $related['addresses'][$order]['shipping'] ?? null,
        ];
        return array_replace($snapshot, $this->particulars($row, $snapshot, $related['invoices'][$order] ?? []));
    }
}
