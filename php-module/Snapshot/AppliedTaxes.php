<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Snapshot;

use Magento\Framework\App\ResourceConnection;
use Magento\Framework\DB\Select;

/**
 * Which tax rates were applied to the rows and the shipping of orders.
 *
 * Magento links a rate to an order item only when the quote item had an id while its totals were collected. Where the
 * link is missing (orders made in code, by some checkouts), the rates are found by the percentage of the item, which is
 * the sum of what its rates contribute.
 */
class AppliedTaxes
{
    private const PRODUCT = 'product';
    private const SHIPPING = 'shipping';
    /** Each percentage is rounded to four places on its own. */
    private const TOLERANCE = '0.0002';
    /** More rates than that on one order are not combined: the number of combinations doubles with each. */
    private const COMBINABLE = 10;

    /**
     * @var array<string,array{country:?string, region:?string}> by the code of a rate; null when the shop has the rate no more: the engine
     *     then goes by the delivery
     */
    private array $places = [];

    public function __construct(private readonly ResourceConnection $resource) {}

    /**
     * Taxes of orders, in the form that ofItem() and ofShipping() read.
     * @param int[] $orderIds
     * @return array<int,array>
     */
    public function load(array $orderIds): array
    {
        if ($orderIds === []) {
            return [];
        }
        $rows = $this->resource->getConnection('sales')->fetchAll($this->rows($orderIds));
        $this->learnPlaces(array_unique(array_map(strval(...), array_column($rows, 'code'))));
        $orders = [];
        foreach ($rows as $row) {
            $tax = [
                'code' => (string)$row['code'],
                'title' => (string)$row['title'],
                'percent' => Amount::of($row['percent']),
            ] + $this->places[(string)$row['code']];
            $share = Amount::of($row['share'] ?? $row['percent']);
            $order = &$orders[(int)$row['order_id']];
            if ($row['item_id'] !== null) {
                $order['items'][(int)$row['item_id']][$tax['code']] = ['tax' => $tax, 'share' => $share];
            }
            // Rows without a type are of shops that were moved from Magento 1: taxes without items.
            $entry = &$order[$row['type'] ?? self::PRODUCT][$tax['code'] . ' ' . $share];
            $entry ??= ['tax' => $tax, 'share' => $share, 'amounts' => []];
            $entry['amounts'][] = [Amount::of($row['amount']), Amount::of($row['real_amount'])];
            unset($order, $entry);
        }
        return $orders;
    }

    /**
     * The rows that taxes of orders are made of.
     * @param int[] $orderIds
     */
    public function rows(array $orderIds): Select
    {
        return $this->resource->getConnection('sales')->select()
            ->from(
                ['t' => $this->resource->getTableName('sales_order_tax', 'sales')],
                ['order_id', 'tax_id', 'code', 'title', 'percent']
            )
            ->joinLeft(
                ['i' => $this->resource->getTableName('sales_order_tax_item', 'sales')],
                'i.tax_id = t.tax_id',
                ['item_id', 'type' => 'taxable_item_type', 'share' => 'tax_percent', 'amount', 'real_amount']
            )
            ->where('t.order_id IN (?)', $orderIds)
            ->order(['t.order_id', 't.priority', 't.position', 't.tax_id', 'i.tax_item_id']);
    }

    /** Where rates are charged, of all rates of the shop. */
    public function places(): Select
    {
        // Rates are among the shop's main tables, which may be in another database than sales.
        return $this->resource->getConnection()->select()
            ->from(['rate' => $this->resource->getTableName('tax_calculation_rate')], ['code', 'country' => 'tax_country_id'])
            ->joinLeft(
                ['region' => $this->resource->getTableName('directory_country_region')],
                'region.region_id = rate.tax_region_id',
                ['region' => 'code']
            );
    }

    /**
     * @param string|null $percent the item's percentage
     * @param string $amount the item's tax, decides between rates of the same percentage
     * @return array[] code, title, percent, country, region; empty when none was applied or none can be told
     */
    public function ofItem(?array $order, int $itemId, ?string $percent, string $amount): array
    {
        $linked = $order['items'][$itemId] ?? [];
        // A second rate that yielded nothing on the whole order is not recorded; what is left is not the item's rate.
        if ($linked !== [] && ($percent === null || $this->isMadeOf($linked, $percent))) {
            return array_column(array_values($linked), 'tax');
        }
        if ($percent === null || Amount::isZero($percent) || empty($order[self::PRODUCT])) {
            return [];
        }
        return $this->matching(array_values($order[self::PRODUCT]), $percent, $amount);
    }

    /** @return array[] rates of the shipping: code, title, percent, country, region */
    public function ofShipping(?array $order): array
    {
        return $this->ofType($order, self::SHIPPING);
    }

    /** Percentage of the shipping: what its rates contribute together. Null when no rate is recorded. */
    public function shippingPercent(?array $order): ?string
    {
        return $this->percentOf($order, self::SHIPPING);
    }

    /**
     * Rates of what is taxed beside products: Magento's name for it, such as "shipping" or "quote_gw".
     * @return array[] code, title, percent, country, region
     */
    public function ofType(?array $order, string $type): array
    {
        return array_column($order[$type] ?? [], 'tax');
    }

    /** What these rates contribute together. Null when no rate is recorded. */
    public function percentOf(?array $order, string $type): ?string
    {
        $shares = array_column($order[$type] ?? [], 'share');
        return $shares === [] ? null : Amount::sum(...$shares);
    }

    /**
     * Looks up where rates are charged: orders keep the code of a rate, but not its place.
     * @param string[] $codes
     */
    private function learnPlaces(array $codes): void
    {
        $unknown = array_values(array_diff($codes, array_map(strval(...), array_keys($this->places))));
        if ($unknown === []) {
            return;
        }
        $known = $this->resource->getConnection()->fetchAll($this->places()->where('rate.code IN (?)', $unknown));
        foreach ($known as $row) {
            $this->places[(string)$row['code']] = ['country' => $row['country'] ?: null, 'region' => $row['region'] ?: null];
        }
        $this->places += array_fill_keys($unknown, ['country' => null, 'region' => null]);
    }

    /**
     * The rates that make up a percentage.
     *
     * Of several possibilities the one whose amounts fit, else the one of the fewest rates.
     *
     * @param array[] $rates in the order of their priority
     */
    private function matching(array $rates, string $percent, string $amount): array
    {
        $count = count($rates);
        if ($count > self::COMBINABLE) {
            return [];
        }
        $found = [];
        for ($mask = 1; $mask < 1 << $count; $mask++) {
            $chosen = [];
            foreach ($rates as $position => $rate) {
                if ($mask & 1 << $position) {
                    $chosen[] = $rate;
                }
            }
            $codes = array_column(array_column($chosen, 'tax'), 'code');
            if (count(array_unique($codes)) < count($codes)) {
                continue;
            }
            if ($this->isMadeOf($chosen, $percent)) {
                $found[] = $chosen;
            }
        }
        usort(
            $found,
            fn (array $one, array $other): int => $this->rank($one, $amount) <=> $this->rank($other, $amount)
        );
        return array_column($found[0] ?? [], 'tax');
    }

    /** Whether rates contribute a percentage together. */
    private function isMadeOf(array $rates, string $percent): bool
    {
        $difference = Amount::minus(Amount::sum(...array_column($rates, 'share')), $percent);
        return !Amount::isLarger($difference, self::TOLERANCE);
    }

    /** @return int[] what decides between sets of rates: fitting amounts first, then fewer rates */
    private function rank(array $chosen, string $amount): array
    {
        // Rates of one rule each carry the amount of all of them, and their part of it.
        $fits = false;
        foreach ($chosen[0]['amounts'] as [$whole, $part]) {
            $fits = $fits || Amount::isZero(Amount::minus($whole, $amount))
                || (count($chosen) > 1 && Amount::isZero(Amount::minus($part, $amount)));
        }
        return [$fits ? 0 : 1, count($chosen)];
    }
}
