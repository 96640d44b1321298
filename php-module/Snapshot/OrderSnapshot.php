<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Snapshot;

use Magento\Framework\DB\Select;

/**
 * Snapshots of orders.
 */
class OrderSnapshot extends SalesDocumentSnapshot
{
    protected const KIND = 'order';
    protected const TABLE = 'sales_order';

    /**
     * @inheritDoc
     */
    protected function documents(): Select
    {
        return $this->database()->select()
            ->from(['e' => $this->table(self::TABLE)], [...self::COLUMNS, 'shipping_discount_amount'])
            // The same row once more, under the names that invoices know their order by.
            ->join(['o' => $this->table(self::TABLE)], 'o.entity_id = e.entity_id', self::ORDER_COLUMNS);
    }

    /**
     * @inheritDoc
     */
    protected function items(array $ids): Select
    {
        return $this->database()->select()
            ->from(
                ['i' => $this->table('sales_order_item')],
                [
                    'document_id' => 'order_id',
                    'id' => 'item_id',
                    'order_item_id' => 'item_id',
                    'quantity' => 'qty_ordered',
                    ...self::ITEM_COLUMNS,
                    ...self::ORDER_ITEM_COLUMNS,
                ]
            )
            ->where('i.order_id IN (?)', $ids)
            ->order(['i.order_id', 'i.item_id']);
    }

    /**
     * @inheritDoc
     */
    protected function shippingDiscount(array $row, array $lines): array
    {
        return [
            Amount::of($row['shipping_discount_amount']),
            Amount::of($row['discount_tax_compensation_amount']),
            Amount::of($row['shipping_discount_tax_compensation_amount']),
        ];
    }

    /**
     * @inheritDoc
     */
    protected function listsInvoices(): bool
    {
        return true;
    }

    /**
     * @inheritDoc
     */
    protected function particulars(array $row, array $snapshot, array $invoices): array
    {
        return ['invoices' => $invoices];
    }
}
