<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Snapshot;

use Magento\Framework\DB\Select;

/**
 * Snapshots of invoices.
 */
class InvoiceSnapshot extends SalesDocumentSnapshot
{
    protected const KIND = 'invoice';
    protected const TABLE = 'sales_invoice';

    /**
     * @inheritDoc
     */
    protected function documents(): Select
    {
        return $this->database()->select()
            ->from(['e' => $this->table(self::TABLE)], [...self::COLUMNS, 'transaction_id'])
            ->joinLeft(['o' => $this->table('sales_order')], 'o.entity_id = e.order_id', self::ORDER_COLUMNS);
    }

    /**
     * @inheritDoc
     */
    protected function items(array $ids): Select
    {
        return $this->childItems('sales_invoice_item', $ids);
    }

    /**
     * @inheritDoc
     */
    protected function shippingDiscount(array $row, array $lines): array
    {
        // The header's discount is that of the rows and of the shipping together; there is no column for the latter.
        $discount = Amount::minus(Amount::ZERO, Amount::of($row['discount_amount']));
        return [
            Amount::minus($discount, Amount::sum(...array_column($lines, 'discount'))),
            Amount::of($row['discount_tax_compensation_amount']),
            Amount::of($row['shipping_discount_tax_compensation_amount']),
        ];
    }

    /**
     * @inheritDoc
     */
    protected function listsInvoices(): bool
    {
        return false;
    }

    /**
     * @inheritDoc
     */
    protected function particulars(array $row, array $snapshot, array $invoices): array
    {
        return ['state' => $this->invoiceState($row['state'])];
    }
}
