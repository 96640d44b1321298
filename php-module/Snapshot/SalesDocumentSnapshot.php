<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Snapshot;

use Magento\Framework\App\ResourceConnection;
use Magento\Framework\DB\Select;
use Psr\Log\LoggerInterface;

/**
 * What orders, invoices and credit memos have in common: head, rows with their taxes, totals, buyer and addresses.
 *
 * A batch costs five or six queries, whatever its size. Amounts are the columns of the database; the few that Magento
 * has no column for are differences of columns, computed exactly.
 */
abstract class SalesDocumentSnapshot extends EntitySnapshot
{
    protected const RESOURCE = 'sales';

    /** Columns of the document itself. */
    protected const COLUMNS = [
        'entity_id', 'increment_id', 'store_id', 'created_at', 'updated_at', 'state', 'order_currency_code',
        'base_currency_code', 'base_to_order_rate', 'subtotal', 'subtotal_incl_tax', 'discount_amount',
        'discount_tax_compensation_amount', 'shipping_amount', 'shipping_incl_tax', 'shipping_tax_amount',
        'shipping_discount_tax_compensation_amount', 'tax_amount', 'grand_total', 'base_grand_total',
    ];

    /** Columns of its order. */
    protected const ORDER_COLUMNS = [
        'order_id' => 'entity_id', 'order_number' => 'increment_id', 'order_store_id' => 'store_id',
        'order_created_at' => 'created_at', 'order_state' => 'state', 'order_status' => 'status', 'total_paid',
        'total_due', 'total_refunded', 'order_grand_total' => 'grand_total', 'order_rate' => 'base_to_order_rate',
        'store_name', 'shipping_method', 'shipping_description', 'customer_id', 'customer_is_guest',
        'customer_group_id', 'customer_email', 'customer_prefix', 'customer_firstname', 'customer_middlename',
        'customer_lastname', 'customer_suffix', 'customer_taxvat',
    ];

    private const PAYMENT_COLUMNS = ['method', 'last_trans_id', 'po_number', 'additional_information'];

    /** Columns that rows of all three documents have. */
    protected const ITEM_COLUMNS = [
        'product_id', 'sku', 'name', 'price', 'price_incl_tax', 'row_total', 'row_total_incl_tax', 'discount_amount',
        'discount_tax_compensation_amount', 'tax_amount', 'weee_tax_applied', 'weee_tax_applied_amount',
        'weee_tax_applied_row_amount',
    ];

    /** Columns that only the order's rows have. */
    protected const ORDER_ITEM_COLUMNS = [
        'product_type', 'parent_item_id', 'product_options', 'tax_percent', 'order_tax_amount' => 'tax_amount',
    ];

    private const ADDRESS_COLUMNS = [
        'parent_id', 'address_type', 'prefix', 'firstname', 'middlename', 'lastname', 'suffix', 'company', 'street',
        'city', 'region', 'postcode', 'country_id', 'telephone', 'vat_id',
    ];

    /** States of invoices, by Magento's numbers. */
    private const INVOICE_STATES = [1 => 'open', 2 => 'paid', 3 => 'canceled'];

    private const PAYMENT_TITLE = 'payment/%s/title';

    /**
     * @param ResourceConnection $resource
     * @param Stores $stores
     * @param Period $period
     * @param LoggerInterface $logger
     * @param AppliedTaxes $taxes
     * @param DocumentLines $lines
     * @param AdminUrl $adminUrl
     */
    public function __construct(
        ResourceConnection $resource,
        Stores $stores,
        Period $period,
        LoggerInterface $logger,
        private AppliedTaxes $taxes,
        private DocumentLines $lines,
        private AdminUrl $adminUrl
    ) {
        parent::__construct($resource, $stores, $period, $logger);
    }

    /**
     * The documents: COLUMNS, ORDER_COLUMNS and what they have of their own. The document is "e", its order "o".
     *
     * @return Select
     */
    abstract protected function documents(): Select;

    /**
     * The rows: ITEM_COLUMNS, ORDER_ITEM_COLUMNS, document_id, id, order_item_id and quantity.
     *
     * Rows of documents made from an order also have tax_ratio and order_weee_tax_applied.
     *
     * @param int[] $ids of documents
     * @return Select
     */
    abstract protected function items(array $ids): Select;

    /**
     * Fields that only this kind of document has, or has in its own way; they replace the common ones.
     *
     * @param array $row
     * @param array $snapshot
     * @param array[] $invoices of the order, as summaries
     * @return array
     */
    abstract protected function particulars(array $row, array $snapshot, array $invoices): array;

    /**
     * Discount on the shipping, positive, and the discount tax compensation of rows and of shipping.
     *
     * @param array $row
     * @param array[] $lines
     * @return array{0:string, 1:string, 2:string}
     */
    abstract protected function shippingDiscount(array $row, array $lines): array;

    /**
     * Whether snapshots list the order's invoices.
     *
     * @return bool
     */
    abstract protected function listsInvoices(): bool;

    /**
     * @inheritDoc
     */
    protected function limitTo(Select $select, string $connection): void
    {
        $this->within($select, 'e.store_id', $this->stores->storeViews($connection));
    }

    /**
     * @inheritDoc
     */
    protected function snapshots(array $ids): array
    {
        $database = $this->database();
        $rows = $database->fetchAll(
            $this->documents()
                ->joinLeft(
                    ['p' => $this->table('sales_order_payment')],
                    'p.parent_id = o.entity_id',
                    self::PAYMENT_COLUMNS
                )
                ->where('e.entity_id IN (?)', $ids)
                ->order('e.entity_id')
        );
        // An order has one payment; should there be more, the first one counts.
        $rows = array_column(array_reverse($rows), null, 'entity_id');
        ksort($rows);
        $orderIds = array_values(array_unique(array_map('intval', array_column($rows, 'order_id'))));
        $items = $this->grouped($database->fetchAll($this->items($ids)), 'document_id');
        $taxes = $this->taxes->load($orderIds);
        $addresses = $this->addresses($orderIds);
        $invoices = $this->listsInvoices() ? $this->invoices($orderIds) : [];
        $skus = $this->catalogueSkus($items);
        $snapshots = [];
        foreach ($rows as $id => $row) {
            $order = (int)$row['order_id'];
            $orderTaxes = $taxes[$order] ?? null;
            $tax = Amount::minus(Amount::of($row['tax_amount']), Amount::of($row['shipping_tax_amount']));
            $snapshots[] = $this->refusing($id, fn (): array => $this->snapshot(
                $row,
                $this->lines->of($items[(int)$id] ?? [], $orderTaxes, $skus, $tax),
                $orderTaxes,
                $addresses[$order] ?? [],
                $invoices[$order] ?? []
            ));
        }
        return array_values(array_filter($snapshots));
    }

    /**
     * The rows of a document made from an order, with what only the order's rows know.
     *
     * @param string $table
     * @param int[] $ids
     * @return Select
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
                    ...self::ITEM_COLUMNS,
                ]
            )
            ->joinLeft(
                ['oi' => $this->table('sales_order_item')],
                'oi.item_id = i.order_item_id',
                self::ORDER_ITEM_COLUMNS + ['order_weee_tax_applied' => 'weee_tax_applied']
            )
            ->where('i.parent_id IN (?)', $ids)
            ->order(['i.parent_id', 'i.entity_id']);
    }

    /**
     * State of an invoice in words.
     *
     * @param mixed $state
     * @return string
     */
    protected function invoiceState(mixed $state): string
    {
        // Magento itself reads a missing state as "pending".
        return self::INVOICE_STATES[(int)($state ?? 1)] ?? (string)$state;
    }

    /**
     * One document.
     *
     * @param array $row
     * @param array[] $lines
     * @param array|null $taxes
     * @param array<string,array> $addresses
     * @param array[] $invoices
     * @return array
     */
    private function snapshot(array $row, array $lines, ?array $taxes, array $addresses, array $invoices): array
    {
        if ($row['order_id'] === null) {
            throw new \UnexpectedValueException('its order is missing');
        }
        $storeId = $this->number($row['store_id'] ?? $row['order_store_id']);
        $snapshot = $this->head(
            (string)$row['entity_id'],
            $this->stores->connection($storeId),
            $this->stores->facts($storeId, (string)$row['store_name'])
        );
        $totals = $this->totals($row, $lines);
        $snapshot += [
            'number' => (string)$row['increment_id'],
            'date' => $this->stores->date($storeId, $row['created_at']),
            'created_at' => $this->text($row['created_at']),
            'updated_at' => $this->text($row['updated_at']),
            'admin_url' => $this->adminUrl->order((string)$row['order_id']),
            'state' => (string)$row['state'],
            'currency' => $this->text($row['order_currency_code']),
            'base_currency' => $this->text($row['base_currency_code']),
            'base_to_order_rate' => Amount::orNull($row['base_to_order_rate']) ?? Amount::orNull($row['order_rate']),
            'totals' => $totals,
            'lines' => $lines,
            'shipping' => $this->shipping($row, $totals, $taxes),
            'payment' => $this->payment($row, $storeId),
            'order' => $this->order($row, $storeId),
            'customer' => $this->customer($row),
            'billing_address' => $addresses['billing'] ?? null,
            'shipping_address' => $addresses['shipping'] ?? null,
        ];
        return array_replace($snapshot, $this->particulars($row, $snapshot, $invoices));
    }

    /**
     * The header's amounts.
     *
     * @param array $row
     * @param array[] $lines
     * @return array<string,string>
     */
    private function totals(array $row, array $lines): array
    {
        $subtotal = Amount::of($row['subtotal']);
        $rows = Amount::sum(...array_column($lines, 'row_total'));
        $fixed = Amount::sum(...array_column($lines, 'fixed_product_tax_row'));
        if (!Amount::isZero($fixed)) {
            // A setting puts fixed product taxes into the subtotal. Nothing says so but the sum; here it is always
            // without them.
            $without = Amount::minus($subtotal, $fixed);
            $isNearer = Amount::isLarger(Amount::minus($subtotal, $rows), Amount::minus($without, $rows));
            $subtotal = $isNearer ? $without : $subtotal;
        }
        [$shippingDiscount, $compensation, $shippingCompensation] = $this->shippingDiscount($row, $lines);
        return [
            'subtotal' => $subtotal,
            'subtotal_incl_tax' => Amount::of($row['subtotal_incl_tax']),
            'discount' => Amount::of($row['discount_amount']),
            'discount_tax_compensation' => $compensation,
            'shipping' => Amount::of($row['shipping_amount']),
            'shipping_incl_tax' => Amount::of($row['shipping_incl_tax']),
            'shipping_tax' => Amount::of($row['shipping_tax_amount']),
            'shipping_discount' => $shippingDiscount,
            'shipping_discount_tax_compensation' => $shippingCompensation,
            'fixed_product_tax' => $fixed,
            'fixed_product_tax_tax' => Amount::sum(...array_column($lines, 'fixed_product_tax_tax')),
            'tax' => Amount::of($row['tax_amount']),
            'grand_total' => Amount::of($row['grand_total']),
            'base_grand_total' => Amount::of($row['base_grand_total']),
            'adjustment_positive' => Amount::of($row['adjustment_positive'] ?? null),
            'adjustment_negative' => Amount::of($row['adjustment_negative'] ?? null),
        ];
    }

    /**
     * The shipping; null when nothing was shipped or charged with this document.
     *
     * @param array $row
     * @param array<string,string> $totals
     * @param array|null $taxes
     * @return array|null
     */
    private function shipping(array $row, array $totals, ?array $taxes): ?array
    {
        $charged = false;
        foreach (['shipping', 'shipping_tax', 'shipping_discount', 'shipping_discount_tax_compensation'] as $amount) {
            $charged = $charged || !Amount::isZero($totals[$amount]);
        }
        if (!$charged && !$this->isShipped($row)) {
            return null;
        }
        $percent = $this->taxes->shippingPercent($taxes);
        return [
            'method' => $this->text($row['shipping_method']),
            'description' => $this->text($row['shipping_description']),
            'tax_percent' => $percent ?? (Amount::isZero($totals['shipping_tax']) ? Amount::ZERO : null),
            'taxes' => $this->taxes->ofShipping($taxes),
        ];
    }

    /**
     * Whether a document without charge for it ships something.
     *
     * @param array $row
     * @return bool
     */
    protected function isShipped(array $row): bool
    {
        return $row['shipping_amount'] !== null && (string)$row['shipping_method'] !== '';
    }

    /**
     * How it is paid.
     *
     * @param array $row
     * @param int|null $storeId
     * @return array
     */
    private function payment(array $row, ?int $storeId): array
    {
        $method = $this->text($row['method']);
        // The title as it was when the order was placed; nothing else of this column is of interest, or may leave it.
        $information = json_decode((string)$row['additional_information'], true);
        $title = is_array($information) ? $this->text($information['method_title'] ?? null) : null;
        if ($title === null && $method !== null) {
            $title = $this->text($this->stores->value(sprintf(self::PAYMENT_TITLE, $method), $storeId));
        }
        return [
            'method' => $method,
            'title' => $title,
            'transaction_id' => $this->text($row['transaction_id'] ?? null) ?? $this->text($row['last_trans_id']),
        ];
    }

    /**
     * The order behind the document.
     *
     * @param array $row
     * @param int|null $storeId
     * @return array
     */
    private function order(array $row, ?int $storeId): array
    {
        $total = Amount::of($row['order_grand_total']);
        $paid = Amount::of($row['total_paid']);
        return [
            'id' => (string)$row['order_id'],
            'number' => (string)$row['order_number'],
            'date' => $this->stores->date($storeId, $row['order_created_at']),
            'state' => $this->text($row['order_state']),
            'status' => $this->text($row['order_status']),
            'total_paid' => $paid,
            'total_due' => Amount::orNull($row['total_due']) ?? Amount::minus($total, $paid),
            'total_refunded' => Amount::of($row['total_refunded']),
            'grand_total' => $total,
            'po_number' => $this->text($row['po_number']),
        ];
    }

    /**
     * Who bought, as the order knows it.
     *
     * @param array $row
     * @return array
     */
    private function customer(array $row): array
    {
        return [
            'id' => $this->id($row['customer_id']),
            'is_guest' => (bool)$row['customer_is_guest'],
            'group_id' => $this->text($row['customer_group_id']),
            'email' => $this->text($row['customer_email']),
            'prefix' => $this->text($row['customer_prefix']),
            'first_name' => $this->text($row['customer_firstname']),
            'middle_name' => $this->text($row['customer_middlename']),
            'last_name' => $this->text($row['customer_lastname']),
            'suffix' => $this->text($row['customer_suffix']),
            'vat_number' => $this->text($row['customer_taxvat']),
        ];
    }

    /**
     * Addresses of orders.
     *
     * @param int[] $orderIds
     * @return array<int,array<string,array>> order id => billing, shipping
     */
    private function addresses(array $orderIds): array
    {
        if ($orderIds === []) {
            return [];
        }
        $database = $this->database();
        $rows = $database->fetchAll(
            $database->select()->from($this->table('sales_order_address'), self::ADDRESS_COLUMNS)
                ->where('parent_id IN (?)', $orderIds)
                ->order('entity_id ' . Select::SQL_DESC)
        );
        $addresses = [];
        foreach ($rows as $row) {
            $addresses[(int)$row['parent_id']][(string)$row['address_type']] = [
                'prefix' => $this->text($row['prefix']),
                'first_name' => $this->text($row['firstname']),
                'middle_name' => $this->text($row['middlename']),
                'last_name' => $this->text($row['lastname']),
                'suffix' => $this->text($row['suffix']),
                'company' => $this->text($row['company']),
                'street' => $this->street($row['street']),
                'city' => $this->text($row['city']),
                'region' => $this->text($row['region']),
                'postcode' => $this->text($row['postcode']),
                'country' => $this->text($row['country_id']),
                'telephone' => $this->text($row['telephone']),
                'vat_number' => $this->text($row['vat_id']),
            ];
        }
        return $addresses;
    }

    /**
     * Summaries of the invoices of orders.
     *
     * @param int[] $orderIds
     * @return array<int,array[]> by order id
     */
    private function invoices(array $orderIds): array
    {
        if ($orderIds === []) {
            return [];
        }
        $database = $this->database();
        $rows = $database->fetchAll(
            $database->select()
                ->from(
                    $this->table('sales_invoice'),
                    ['entity_id', 'order_id', 'store_id', 'increment_id', 'state', 'grand_total', 'created_at']
                )
                ->where('order_id IN (?)', $orderIds)
                ->order('entity_id')
        );
        $invoices = [];
        foreach ($rows as $row) {
            $invoices[(int)$row['order_id']][] = [
                'id' => (string)$row['entity_id'],
                'number' => (string)$row['increment_id'],
                'state' => $this->invoiceState($row['state']),
                'grand_total' => Amount::of($row['grand_total']),
                'date' => $this->stores->date($this->number($row['store_id']), $row['created_at']),
            ];
        }
        return $invoices;
    }

    /**
     * What the catalogue calls the products today: rows carry the SKUs of chosen options and of children.
     *
     * @param array<int,array[]> $items
     * @return array<int,string> product id => SKU
     */
    private function catalogueSkus(array $items): array
    {
        $ids = [];
        foreach ($items as $rows) {
            foreach ($rows as $row) {
                $ids[(int)$row['product_id']] = true;
            }
        }
        unset($ids[0]);
        if ($ids === []) {
            return [];
        }
        $database = $this->resource->getConnection('catalog');
        return $database->fetchPairs(
            $database->select()
                ->from($this->resource->getTableName('catalog_product_entity', 'catalog'), ['entity_id', 'sku'])
                ->where('entity_id IN (?)', array_keys($ids))
        );
    }
}
