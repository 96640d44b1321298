<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Snapshot;

use Magento\Framework\DB\Select;

/** Snapshots of credit memos. */
class CreditmemoSnapshot extends SalesDocumentSnapshot
{
    protected const KIND = 'creditmemo';
    protected const TABLE = 'sales_creditmemo';

    /** States, by Magento's numbers. */
    private const STATES = [1 => 'open', 2 => 'refunded', 3 => 'canceled'];

    protected function documents(): Select
    {
        return $this->childDocuments(['transaction_id', 'invoice_id'], ['adjustment_positive', 'adjustment_negative']);
    }

    protected function items(array $ids): Select
    {
        return $this->childItems('sales_creditmemo_item', $ids);
    }

    protected function shippingDiscount(array $row, array $lines): array
    {
        $discount = Amount::minus(Amount::ZERO, Amount::of($row['discount_amount']));
        // Credit memos keep the compensation of the shipping in the column of the rows.
        $compensation = Amount::sum(
            Amount::of($row['discount_tax_compensation_amount']),
            Amount::of($row['shipping_discount_tax_compensation_amount'])
        );
        $ofLines = Amount::sum(...array_column($lines, 'discount_tax_compensation'));
        return [
            Amount::minus($discount, Amount::sum(...array_column($lines, 'discount'))),
            $ofLines,
            Amount::minus($compensation, $ofLines),
        ];
    }

    protected function bearsFee(array $row): bool
    {
        return false;
    }

    protected function listsInvoices(): bool
    {
        return true;
    }

    protected function isShipped(array $row): bool
    {
        // A credit memo takes back what was charged, not a parcel.
        return false;
    }

    protected function particulars(array $row, array $snapshot, array $invoices): array
    {
        $invoice = null;
        foreach ($invoices as $candidate) {
            if ($candidate['id'] === $this->id($row['invoice_id'])) {
                $invoice = $candidate;
            }
        }
        return [
            'state' => self::STATES[(int)($row['state'] ?? 1)] ?? (string)$row['state'],
            'invoice' => $invoice,
            'invoices' => $invoices,
        ] + $this->parts->commerceTotals->storeCredit($row);
    }
}
