<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Snapshot;

use Magento\Framework\DB\Select;

/** Snapshots of orders. */
class OrderSnapshot extends SalesDocumentSnapshot
{
    protected const KIND = 'order';
    protected const TABLE = 'sales_order';

    /** What invoices have: the rest of a cancelled order is what was cancelled. */
    private const INVOICED = [
        'shipping_discount_amount', 'subtotal_invoiced', 'discount_invoiced', 'shipping_invoiced', 'tax_invoiced',
        'discount_tax_compensation_invoiced', 'total_invoiced',
    ];

    protected function documents(): Select
    {
        // The same row once more, under the names that invoices know their order by.
        return $this->ownColumns(['subtotal_canceled'], self::INVOICED)->join(
            ['o' => $this->table(self::TABLE)],
            'o.entity_id = e.entity_id',
            $this->orderColumns()
        );
    }

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
                    'qty_canceled',
                    'qty_invoiced',
                    ...$this->itemColumns(),
                    ...DocumentColumns::ORDER_ITEM,
                ]
            )
            ->where('i.order_id IN (?)', $ids)
            ->order(['i.order_id', 'i.item_id']);
    }

    protected function shippingDiscount(array $row, array $lines): array
    {
        return [
            Amount::of($row['shipping_discount_amount']),
            Amount::of($row['discount_tax_compensation_amount']),
            Amount::of($row['shipping_discount_tax_compensation_amount']),
        ];
    }

    protected function bearsFee(array $row): bool
    {
        return true;
    }

    protected function listsInvoices(): bool
    {
        return true;
    }

    protected function particulars(array $row, array $snapshot, array $invoices): array
    {
        return ['invoices' => $invoices, 'canceled' => $this->canceled($row)];
    }

    /**
     * What was cancelled of an order: all that no invoice has. Null when nothing was.
     *
     * Magento's own columns are computed when the order is cancelled, and from what that process had read before: where
     * an invoice was made meanwhile they hold the whole order. total_canceled is also without what was only paid.
     *
     * @return array<string,string>|null
     */
    private function canceled(array $row): ?array
    {
        if ($row['subtotal_canceled'] === null) {
            return null;
        }
        $rest = static fn (string $amount, string $invoiced): string => Amount::minus(
            Amount::absolute(Amount::of($row[$amount])),
            Amount::absolute(Amount::of($row[$invoiced]))
        );
        $compensation = $rest('discount_tax_compensation_amount', 'discount_tax_compensation_invoiced');
        if (Amount::isZero(Amount::of($row['total_invoiced']))) {
            // The first invoice takes the shipping with its compensation; there is no column for the rest of it.
            $compensation = Amount::sum($compensation, Amount::of($row['shipping_discount_tax_compensation_amount']));
        }
        $canceled = [
            'subtotal' => $rest('subtotal', 'subtotal_invoiced'),
            'discount' => $rest('discount_amount', 'discount_invoiced'),
            'discount_tax_compensation' => $compensation,
            'shipping' => $rest('shipping_amount', 'shipping_invoiced'),
            'tax' => $rest('tax_amount', 'tax_invoiced'),
            'grand_total' => $rest('grand_total', 'total_invoiced'),
        ];
        return array_filter($canceled, static fn (string $amount): bool => !Amount::isZero($amount)) === []
            ? null
            : $canceled;
    }
}
