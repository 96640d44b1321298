<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Snapshot;

/**
 * Reads fixed product taxes (FPT, WEEE) of item rows.
 *
 * They are in no column of the header, and their VAT is in no column at all.
 */
class FixedProductTax
{
    private const RATIO = 'weee';

    /** How far the VAT of one row may be from what the header says: Magento carries roundings from row to row. */
    private const ROUNDING = '0.0101';

    /**
     * The fields of a line.
     * @param array $row an item row: weee_tax_applied, weee_tax_applied_amount, weee_tax_applied_row_amount,
     *     base_weee_tax_applied_row_amnt, and of invoices and credit memos tax_ratio and the order item's order_weee_tax_applied
     * @param bool $isInBase whether amounts are wanted in the base currency
     * @return array<string,string|null>
     */
    public function fields(array $row, bool $isInBase = false): array
    {
        $amount = Amount::of($row['weee_tax_applied_row_amount']);
        $inBase = Amount::of($row['base_weee_tax_applied_row_amnt'] ?? null);
        if (Amount::isZero($amount) && Amount::isZero($inBase)) {
            return [
                'fixed_product_tax' => Amount::ZERO,
                'fixed_product_tax_row' => Amount::ZERO,
                'fixed_product_tax_tax' => Amount::ZERO,
                'fixed_product_tax_name' => null,
            ];
        }
        $applied = $this->rows($row['weee_tax_applied']);
        // Rows of invoices and credit memos keep the order row's whole amount in the column of the base currency; what is
        // theirs of it is only among what was applied.
        $own = $this->inBase($applied);
        $inBase = Amount::isZero($own) ? $inBase : $own;
        $amount = $isInBase ? $inBase : $amount;
        $names = array_unique(array_filter(array_map(strval(...), array_column($applied, 'title')), strlen(...)));
        return [
            'fixed_product_tax' => Amount::of($row['weee_tax_applied_amount']),
            'fixed_product_tax_row' => $amount,
            'fixed_product_tax_tax' => $this->vat($row, $applied, $isInBase ? 'base_' : ''),
            'fixed_product_tax_name' => $names === [] ? null : implode(', ', $names),
        ] + (Amount::isZero($amount) ? ['base_fixed_product_tax_row' => $inBase] : []);
    }

    /**
     * Gives the last row with fixed product tax what its VAT is off by, so that the document's tax is the header's.
     * @param string $tax the header's tax without the shipping's
     */
    public function settle(array $lines, string $tax): array
    {
        $last = null;
        $tolerance = Amount::ZERO;
        foreach ($lines as $key => $line) {
            if (!Amount::isZero($line['fixed_product_tax_row'])) {
                $last = $key;
                $tolerance = Amount::sum($tolerance, self::ROUNDING);
            }
        }
        if ($last === null) {
            return $lines;
        }
        $found = Amount::sum(...array_column($lines, 'tax'), ...array_column($lines, 'fixed_product_tax_tax'));
        $difference = Amount::minus($tax, $found);
        if (!Amount::isZero($difference) && !Amount::isLarger($difference, $tolerance)) {
            $lines[$last]['fixed_product_tax_tax'] = Amount::sum($lines[$last]['fixed_product_tax_tax'], $difference);
        }
        return $lines;
    }

    /**
     * VAT on the fixed product tax of a row.
     * @param string $prefix of the amounts' names
     */
    private function vat(array $row, array $applied, string $prefix): string
    {
        // On invoices and credit memos the last document of an order takes what is left; only the ratio knows.
        $ratio = $this->ratio($row['tax_ratio'] ?? null);
        if ($ratio !== null) {
            $ofOrder = $this->rows($row['order_weee_tax_applied'] ?? null);
            return Amount::part($this->difference($ofOrder, $prefix), $ratio);
        }
        return $this->difference($applied, $prefix);
    }

    /** Σ without VAT, in the base currency. */
    private function inBase(array $applied): string
    {
        $amounts = array_map(fn (array $tax): string => Amount::of($this->number($tax['base_row_amount'] ?? null)), $applied);
        return Amount::sum(...array_values($amounts));
    }

    /** Σ with VAT − Σ without. */
    private function difference(array $applied, string $prefix): string
    {
        $sum = Amount::ZERO;
        foreach ($applied as $tax) {
            $net = Amount::of($this->number($tax[$prefix . 'row_amount'] ?? null));
            $gross = $this->number($tax[$prefix . 'row_amount_incl_tax'] ?? null);
            $sum = $gross === null ? $sum : Amount::sum($sum, Amount::minus(Amount::of($gross), $net));
        }
        return $sum;
    }

    /** The row's part of the order item's VAT, as a decimal, or null when it is not recorded. */
    private function ratio(mixed $json): ?string
    {
        $ratios = is_string($json) && $json !== '' ? json_decode($json, true) : null;
        $ratio = is_array($ratios) ? $this->number($ratios[self::RATIO] ?? null) : null;
        // Magento writes fourteen digits.
        return is_float($ratio) ? sprintf('%.14F', $ratio) : ($ratio === null ? null : (string)$ratio);
    }

    /** A number of a JSON column, as it stands there. */
    private function number(mixed $value): int|float|string|null
    {
        $isNumber = is_int($value) || is_float($value) || (is_string($value) && preg_match('/^-?\d+(\.\d+)?$/', $value));
        return $isNumber ? $value : null;
    }

    private function rows(mixed $json): array
    {
        $rows = is_string($json) && $json !== '' ? json_decode($json, true) : null;
        return is_array($rows) ? array_filter($rows, is_array(...)) : [];
    }
}
