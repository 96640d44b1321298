<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Snapshot;

/**
 * The amounts of a document's header, and its shipping.
 *
 * Columns of the database; the few that Magento has no column for are differences of columns, computed exactly.
 */
class DocumentTotals
{
    use ReadsColumns;

    private const SHIPPING = ['shipping', 'shipping_tax', 'shipping_discount', 'shipping_discount_tax_compensation'];

    public function __construct(private readonly AppliedTaxes $taxes) {}

    /**
     * @param array{0:string, 1:string, 2:string} $discounts on the shipping, and the compensation of rows and shipping
     * @return array<string,string>
     */
    public function of(array $row, array $lines, array $discounts): array
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
        [$shippingDiscount, $compensation, $shippingCompensation] = $discounts;
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
     * @param array<string,string> $totals
     * @param array|null $taxes of the order, from AppliedTaxes::load()
     * @param bool $isShipped whether a document without charge for it ships something
     */
    public function shipping(array $row, array $totals, ?array $taxes, bool $isShipped): ?array
    {
        foreach (self::SHIPPING as $amount) {
            $isShipped = $isShipped || !Amount::isZero($totals[$amount]);
        }
        if (!$isShipped) {
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
}
