<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Snapshot;

/** Turns item rows of a sales document into lines: each amount once, with its taxes and options. */
class DocumentLines
{
    use ReadsColumns;

    private const CONFIGURABLE = 'configurable';

    public function __construct(
        private readonly AppliedTaxes $taxes,
        private readonly ItemOptions $options,
        private readonly FixedProductTax $fixedProductTax,
        private readonly CatalogueProducts $products
    ) {}

    /**
     * The rows that carry amounts.
     * @param array[] $rows all rows of one document
     * @param string $tax the header's tax of the rows, without the shipping's and other totals'
     */
    public function of(array $rows, DocumentContext $context, string $tax): array
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
                $line = $this->line($row, $parent, $context);
                $line['sales_account'] = $this->account($row, $parent, $children[(int)$row['order_item_id']] ?? [], $context);
                $lines[] = $line;
            }
        }
        return $this->fixedProductTax->settle($lines, $tax);
    }

    /**
     * Whether the amounts of a row are on its parent or on its children.
     *
     * Invoices and credit memos leave row_total NULL there; orders repeat the amounts.
     *
     * @param array<int,array[]> $children by parent
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

    /** Whether the amounts of a parent are on its children. */
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
     * The account that a row's sales belong to: the nearest product that names one.
     *
     * A configurable's row is a sale of the chosen child; a bundle's part that names none belongs to the bundle.
     */
    private function account(array $row, ?array $parent, array $children, DocumentContext $context): ?string
    {
        $chosen = $row['product_type'] === self::CONFIGURABLE ? $children : [];
        $sold = [...$chosen, $row, ...($parent === null ? [] : [$parent])];
        foreach ($sold as $one) {
            $account = $this->products->account($context->products, (int)$one['product_id'], $context->storeId);
            if ($account !== null) {
                return $account;
            }
        }
        return null;
    }

    private function line(array $row, ?array $parent, DocumentContext $context): array
    {
        $item = (int)$row['order_item_id'];
        $percent = Amount::orNull($row['tax_percent']);
        $line = [
            'id' => (string)$row['id'],
            'order_item_id' => $this->id($row['order_item_id']),
            'product_id' => $this->id($row['product_id']),
            'product_sku' => $this->products->sku($context->products, (int)$row['product_id']),
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
            'taxes' => $this->taxes->ofItem($context->taxes, $item, $percent, Amount::of($row['order_tax_amount'])),
        ];
        if (array_key_exists('qty_canceled', $row)) {
            $left = Amount::minus(Amount::of($row['quantity']), Amount::of($row['qty_invoiced']));
            $canceled = Amount::of($row['qty_canceled']);
            // Like the header's columns, it may count what was invoiced meanwhile.
            $line['quantity_canceled'] = Amount::isLarger($canceled, $left) ? $left : $canceled;
        }
        $line += $this->fixedProductTax->fields($row, $context->isInBase);
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
}
