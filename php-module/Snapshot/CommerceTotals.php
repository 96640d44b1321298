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

    /** What a credit memo gave back as store credit, and the column of which the engine tells what it means. */
    private const STORE_CREDIT = ['customer_bal_total_refunded', 'customer_balance_amount'];

    public function __construct(private readonly ResourceConnection $resource, private readonly AppliedTaxes $taxes) {}

    /** @return string[] those of the columns that a table has */
    public function columns(string $table): array
    {
        $described = $this->resource->getConnection('sales')
            ->describeTable($this->resource->getTableName($table, 'sales'));
        $columns = $table === 'sales_creditmemo' ? self::STORE_CREDIT : [];
        foreach (self::TOTALS as $total) {
            array_push($columns, $total['amount'], ...array_filter([$total['tax'] ?? null]));
        }
        return array_values(array_filter(
            array_unique($columns),
            static fn (string $column): bool => isset($described[$column])
        ));
    }

    /**
     * Those of the columns that have a twin in the base currency. Columns of other modules may lack it.
     * @return string[]
     */
    public function inBothCurrencies(string $table): array
    {
        $described = $this->resource->getConnection('sales')
            ->describeTable($this->resource->getTableName($table, 'sales'));
        return array_values(array_filter(
            $this->columns($table),
            static fn (string $column): bool => isset($described[DocumentColumns::inBase($column)])
        ));
    }

    /**
     * Refuses a document in the base currency one of whose totals is kept in the order's only: nobody knows its amount.
     * @param array $row as the database has it
     */
    public function refuseUnknownInBase(string $table, array $row): void
    {
        if ($row['order_currency_code'] === $row['base_currency_code']) {
            return;
        }
        foreach (array_diff($this->columns($table), $this->inBothCurrencies($table)) as $column) {
            if (!Amount::isZero(Amount::of($row[$column] ?? null))) {
                throw new \UnexpectedValueException(sprintf('%s is not kept in the base currency', $column));
            }
        }
    }

    /** @return array<string,string> what a credit memo's columns of store credit say, as they are; without the columns nothing */
    public function storeCredit(array $row): array
    {
        $columns = array_intersect_key($row, array_flip(self::STORE_CREDIT));
        return array_map(Amount::of(...), $columns);
    }

    /**
     * The totals of a document that are not zero.
     * @param array|null $taxes of its order, from AppliedTaxes::load()
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
