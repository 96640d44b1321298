<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Snapshot;

use Magento\Framework\App\ResourceConnection;

/**
 * Totals that Adobe Commerce keeps in columns of orders, invoices and credit memos: store credit, gift cards, reward
 * points, gift wrapping. Magento Open Source has none of these columns.
 *
 * Magento's own cache of table descriptions answers whether they exist: no query in a running shop.
 */
class CommerceTotals
{
    /** Those that pay a part reduce the grand total, on credit memos as well. */
    private const TOTALS = [
        ['code' => 'customer_balance', 'title' => 'Store credit', 'amount' => 'customer_balance_amount',
            'pays' => true],
        ['code' => 'giftcard', 'title' => 'Gift card', 'amount' => 'gift_cards_amount', 'pays' => true],
        ['code' => 'reward', 'title' => 'Reward points', 'amount' => 'reward_currency_amount', 'pays' => true],
        ['code' => 'gift_wrapping', 'title' => 'Gift wrapping of the order', 'amount' => 'gw_price',
            'tax' => 'gw_tax_amount', 'type' => 'quote_gw'],
        ['code' => 'gift_wrapping', 'title' => 'Gift wrapping of items', 'amount' => 'gw_items_price',
            'tax' => 'gw_items_tax_amount', 'type' => 'item_gw'],
        ['code' => 'gift_wrapping', 'title' => 'Printed card', 'amount' => 'gw_card_price',
            'tax' => 'gw_card_tax_amount', 'type' => 'printed_card_gw'],
    ];

    /** What a credit memo gave back as store credit, and what of that had been paid by store credit. */
    private const REFUNDED = 'customer_bal_total_refunded';
    private const PAID = 'customer_balance_amount';

    /**
     * @param ResourceConnection $resource
     * @param AppliedTaxes $taxes
     */
    public function __construct(private ResourceConnection $resource, private AppliedTaxes $taxes)
    {
    }

    /**
     * Those of the columns that a table has.
     *
     * @param string $table
     * @return string[]
     */
    public function columns(string $table): array
    {
        $described = $this->resource->getConnection('sales')
            ->describeTable($this->resource->getTableName($table, 'sales'));
        $columns = $table === 'sales_creditmemo' ? [self::REFUNDED] : [];
        foreach (self::TOTALS as $total) {
            array_push($columns, $total['amount'], ...array_filter([$total['tax'] ?? null]));
        }
        return array_values(array_filter(
            $columns,
            static fn (string $column): bool =>
                isset($described[$column]) && isset($described[DocumentColumns::inBase($column)])
        ));
    }

    /**
     * The part of a credit memo's total that was refunded to store credit.
     *
     * Store credit that had paid the sale comes back without anybody's choice; the memo's total is without it already.
     *
     * @param string $kind
     * @param array $row
     * @return array[]
     */
    public function tenders(string $kind, array $row): array
    {
        if ($kind !== 'creditmemo') {
            return [];
        }
        $amount = Amount::minus(Amount::of($row[self::REFUNDED] ?? null), Amount::of($row[self::PAID] ?? null));
        return Amount::isZero($amount) || str_starts_with($amount, '-') ? [] : [
            ['code' => 'customer_balance', 'title' => 'Store credit', 'amount' => $amount, 'account' => null],
        ];
    }

    /**
     * The totals of a document that are not zero.
     *
     * @param array $row
     * @param array|null $taxes of its order, from AppliedTaxes::load()
     * @return array[]
     */
    public function of(array $row, ?array $taxes): array
    {
        $totals = [];
        foreach (self::TOTALS as $total) {
            $amount = Amount::of($row[$total['amount']] ?? null);
            $tax = Amount::of($row[$total['tax'] ?? ''] ?? null);
            if (Amount::isZero($amount) && Amount::isZero($tax)) {
                continue;
            }
            $type = $total['type'] ?? '';
            $totals[] = [
                'code' => $total['code'],
                'title' => $total['title'],
                'amount' => isset($total['pays']) ? Amount::minus(Amount::ZERO, $amount) : $amount,
                'tax' => $tax,
                'tax_percent' => $this->taxes->percentOf($taxes, $type),
                'taxes' => $this->taxes->ofType($taxes, $type),
                'account' => null,
            ];
        }
        return $totals;
    }
}
