<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Snapshot;

use Magento\Framework\DB\Select;

/** Snapshots of invoices. */
class InvoiceSnapshot extends SalesDocumentSnapshot
{
    protected const KIND = 'invoice';
    protected const TABLE = 'sales_invoice';

    protected function documents(): Select
    {
        return $this->childDocuments(['transaction_id']);
    }

    protected function items(array $ids): Select
    {
        return $this->childItems('sales_invoice_item', $ids);
    }

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

    protected function bearsFee(array $row): bool
    {
        // What the gateway kept of one payment cannot be told apart for several invoices.
        return Amount::isZero(Amount::minus(Amount::of($row['grand_total']), Amount::of($row['order_grand_total'])));
    }

    protected function listsInvoices(): bool
    {
        return false;
    }

    protected function particulars(array $row, array $snapshot, array $invoices): array
    {
        return ['state' => InvoiceSummaries::state($row['state'])];
    }
}
