<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Snapshot;

/**
 * Turns item rows of a sales document into lines: each amount once, with its taxes and options.
 */
class DocumentLines
{
    /**
     * @param AppliedTaxes $taxes
     * @param ItemOptions $options
     * @param FixedProductTax $fixedProductTax
     */
    public function __construct(
        private AppliedTaxes $taxes,
        private ItemOptions $options,
        private FixedProductTax $fixedProductTax
    ) {
    }

    /**
     * The rows that carry amounts.
     *
     * @param array[] $rows all rows of one document
     * @param array|null $taxes of its order, from AppliedTaxes::load()
     * @param array<int,string> $skus what the catalogue calls the products today
     * @param string $tax the header's tax without the shipping's
     * @return array[]
     */
    public function of(array $rows, ?array $taxes, array $skus, string $tax): array
    {
        $byItem = [];
        $children = [];
        foreach ($rows as $key => $row) {
            $rows[$key]['options'] = $this->options->decode($row['product_options']);
            $byItem[(int)$row['order_item_id']] = $rows[$key];
            if ($row['parent_item_id'] !== null) {
                $children[(int)$row['parent_item_id']][] = $row;
            }
        }
        $lines = [];
        foreach ($rows as $row) {
            $parent = $byItem[(int)$row['parent_item_id']] ?? null;
            if (!$this->isSilent($row, $parent, $children)) {
                $lines[] = $this->line($row, $parent, $taxes, $skus);
            }
        }
        return $this->fixedProductTax->settle($lines, $tax);
    }

    /**
     * Whether the amounts of a row are on its parent or on its children.
     *
     * Invoices and credit memos leave row_total NULL there; orders repeat the amounts.
     *
     * @param array $row
     * @param array|null $parent
     * @param array<int,array[]> $children by parent
     * @return bool
     */
    private function isSilent(array $row, ?array $parent, array $children): bool
    {
        if ($row['row_total'] === null) {
            return true;
        }
        $own = $children[(int)$row['order_item_id']] ?? [];
        if ($own !== []) {
            return $this->isPricedByChildren($row, $own);
        }
        return $parent !== null && !$this->isPricedByChildren($parent, $children[(int)$row['parent_item_id']] ?? []);
    }

    /**
     * Whether the amounts of a parent are on its children.
     *
     * @param array $parent
     * @param array[] $children
     * @return bool
     */
    private function isPricedByChildren(array $parent, array $children): bool
    {
        $isSaid = $this->options->isPricedByChildren($parent['options']);
        if ($isSaid !== null) {
            return $isSaid;
        }
        foreach ($children as $child) {
            if (!Amount::isZero(Amount::of($child['row_total']))) {
                return true;
            }
        }
        return false;
    }

    /**
     * One row.
     *
     * @param array $row
     * @param array|null $parent
     * @param array|null $taxes
     * @param array<int,string> $skus
     * @return array
     */
    private function line(array $row, ?array $parent, ?array $taxes, array $skus): array
    {
        $item = (int)$row['order_item_id'];
        $percent = Amount::orNull($row['tax_percent']);
        $line = [
            'id' => (string)$row['id'],
            'order_item_id' => $this->id($row['order_item_id']),
            'product_id' => $this->id($row['product_id']),
            'product_sku' => $skus[(int)$row['product_id']] ?? null,
            'sku' => $this->text($row['sku']),
            'name' => $this->text($row['name']),
            'product_type' => $this->text($row['product_type']),
            'options' => $this->options->text($row['options']),
            'quantity' => Amount::of($row['quantity']),
            'price' => Amount::of($row['price']),
            'price_incl_tax' => Amount::of($row['price_incl_tax']),
            'row_total' => Amount::of($row['row_total']),
            'row_total_incl_tax' => Amount::of($row['row_total_incl_tax']),
            'discount' => Amount::of($row['discount_amount']),
            'discount_tax_compensation' => Amount::of($row['discount_tax_compensation_amount']),
            'tax' => Amount::of($row['tax_amount']),
            'tax_percent' => $percent,
            'taxes' => $this->taxes->ofItem($taxes, $item, $percent, Amount::of($row['order_tax_amount'])),
        ];
        $line += $this->fixedProductTax->fields($row);
        if ($parent !== null) {
            $line['parent'] = [
                'order_item_id' => $this->id($parent['order_item_id']),
                'sku' => $this->text($parent['sku']),
                'name' => $this->text($parent['name']),
                'product_type' => $this->text($parent['product_type']),
            ];
        }
        return $line;
    }

    /**
     * Text, or null when there is none.
     *
     * @param mixed $value
     * @return string|null
     */
    private function text(mixed $value): ?string
    {
        return $value === null || $value === '' ? null : (string)$value;
    }

    /**
     * An id as text, or null when there is none.
     *
     * @param mixed $value
     * @return string|null
     */
    private function id(mixed $value): ?string
    {
        return (int)$value > 0 ? (string)(int)$value : null;
    }
}
