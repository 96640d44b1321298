<?php
declare(strict_types=1);

namespace Ledgerline\Xero\SyncAll;

use Ledgerline\Xero\Api\EngineInterface;
use Ledgerline\Xero\Catalogue\Catalogue;
use Ledgerline\Xero\Mapping\MappingState;
use Ledgerline\Xero\Mapping\PaymentTable;
use Ledgerline\Xero\Record\Entity;
use Ledgerline\Xero\Snapshot\Amount;
use Ledgerline\Xero\Snapshot\AppliedTaxes;
use Magento\Framework\App\ResourceConnection;
use Magento\Framework\DB\Select;

/**
 * Counts the documents that would be held for a tax rate or a payment method, before anything is sent.
 *
 * Whether a rate is known the engine says; the documents are counted in the database. A tax rule with conditions is taken for
 * fitting: this names what is surely missing, and no more.
 */
class Unmapped
{
    /** More kinds of combined rates nobody reads, and no mapping page shows. */
    private const MOST = 2000;
    /** Stand in no name of a tax rate. */
    private const BETWEEN = "\x1e";
    private const WITHIN = "\x1f";

    public function __construct(
        private readonly ResourceConnection $resource,
        private readonly Documents $documents,
        private readonly Catalogue $catalogue,
        private readonly EngineInterface $engine,
        private readonly PaymentTable $payments,
        private readonly AppliedTaxes $appliedTaxes
    ) {}

    /**
     * Tax rates without one in Xero.
     * @param string[] $entities
     * @param string|null $from first day, YYYY-MM-DD
     * @param string|null $to last day
     * @return array{documents:int, names:string[]} the rates of most documents first
     */
    public function taxes(string $connection, array $entities, ?string $from, ?string $to): array
    {
        $stores = $this->documents->stores($connection);
        if (!$stores || !$this->catalogue->isRead($connection) || !array_intersect($entities, array_keys(Documents::TABLES))) {
            return ['documents' => 0, 'names' => []];
        }
        $taxed = $this->taxed($stores, $to);
        $db = $this->resource->getConnection('sales');
        $kinds = $db->fetchAll($db->select()
            ->from(['taxed' => $taxed], ['taxes', 'percents', 'number' => 'COUNT(*)'])
            ->group(['taxes', 'percents'])
            ->order('number DESC')
            ->limit(self::MOST));
        $lines = array_map($this->lines(...), $kinds);
        $unknown = array_flip($this->unknown($connection, array_merge([], ...$lines)));
        $names = $held = [];
        foreach ($lines as $i => $rates) {
            $missing = array_intersect_key(array_column($rates, 'rates', 'rates'), $unknown);
            $names += $missing;
            if ($missing) {
                $held[] = $kinds[$i]['taxes'] . self::BETWEEN . $kinds[$i]['percents'];
            }
        }
        if (!$held) {
            return ['documents' => 0, 'names' => []];
        }
        $orders = $db->select()->from(['taxed' => $taxed], ['order_id'])
            ->where(sprintf("CONCAT(taxes, '%s', percents) IN (?)", self::BETWEEN), $held);
        return ['documents' => $this->documents->countOf($entities, $stores, $from, $to, $orders), 'names' => array_values($names)];
    }

    /**
     * Payment methods without a usable account.
     * @param string[] $entities
     * @return array{documents:int, names:string[]}
     */
    public function payments(string $connection, array $entities, ?string $from, ?string $to): array
    {
        $labels = [];
        foreach ($this->payments->rows($connection) as $row) {
            if ($row['used'] && in_array($row['state'], [MappingState::MISSING, MappingState::GONE], true)) {
                $labels[(string)$row['method']] = (string)$row['label'];
            }
        }
        $stores = $this->documents->stores($connection);
        if (!$labels || !$stores) {
            return ['documents' => 0, 'names' => []];
        }
        $orders = $this->resource->getConnection('sales')->select()
            ->from($this->resource->getTableName('sales_order_payment', 'sales'), ['parent_id'])
            ->where('method IN (?)', array_map(strval(...), array_keys($labels)));
        $paid = array_diff($entities, [Entity::CREDITMEMO]);
        return ['documents' => $this->documents->countOf($paid, $stores, $from, $to, $orders), 'names' => array_values($labels)];
    }

    /**
     * One row for every taxed order: its rates with what each contributes, and the percentages of its items.
     * @param int[] $stores
     */
    private function taxed(array $stores, ?string $to): Select
    {
        $db = $this->resource->getConnection('sales');
        $percents = $db->select()
            ->from(['line' => $this->resource->getTableName('sales_order_item', 'sales')], [
                'order_id', 'percents' => new \Zend_Db_Expr("GROUP_CONCAT(DISTINCT line.tax_percent ORDER BY line.tax_percent SEPARATOR ' ')"),
            ])
            ->where('line.tax_amount <> 0 AND line.tax_percent IS NOT NULL AND line.store_id IN (?)', $stores)
            ->group('line.order_id');
        $select = $db->select()
            ->from(['tax' => $this->resource->getTableName('sales_order_tax', 'sales')], [
                'order_id',
                'taxes' => new \Zend_Db_Expr(sprintf(
                    "GROUP_CONCAT(DISTINCT CONCAT(tax.code, '%s', COALESCE(item.tax_percent, tax.percent))"
                    . " ORDER BY tax.priority, tax.position, tax.tax_id SEPARATOR '%s')",
                    self::WITHIN,
                    self::BETWEEN
                )),
            ])
            ->join(['sale' => $this->resource->getTableName('sales_order', 'sales')], 'sale.entity_id = tax.order_id', [])
            ->join(['items' => $percents], 'items.order_id = tax.order_id', ['percents'])
            ->joinLeft(['item' => $this->resource->getTableName('sales_order_tax_item', 'sales')], 'item.tax_id = tax.tax_id', [])
            ->where('sale.store_id IN (?)', $stores)
            ->where('item.taxable_item_type IS NULL OR item.taxable_item_type = ?', 'product')
            ->group('tax.order_id');
        if ($to !== null) {
            $select->where('sale.created_at < ?', date('Y-m-d', strtotime($to . ' +2 days')));
        }
        return $select;
    }

    /**
     * The rates of each kind of line in such orders, told by its percentage as for the documents themselves.
     * @param array{taxes:string, percents:string} $kind
     * @return array[] rates (codes with plus signs between), percent
     */
    private function lines(array $kind): array
    {
        $entries = [];
        foreach (explode(self::BETWEEN, (string)$kind['taxes']) as $tax) {
            [$code, $share] = explode(self::WITHIN, $tax) + ['', '0'];
            $entries[] = ['tax' => ['code' => $code], 'share' => Amount::of($share), 'amounts' => [['0', '0']]];
        }
        $lines = [];
        foreach (explode(' ', (string)$kind['percents']) as $percent) {
            $codes = array_column($this->appliedTaxes->ofItem(['product' => $entries], 0, Amount::of($percent), '0'), 'code');
            if ($codes) {
                $lines[] = ['rates' => implode(' + ', $codes), 'percent' => $percent];
            }
        }
        return $lines;
    }

    /**
     * Names of those for which documents would surely be held.
     * @param array[] $used rates, percent
     * @return string[]
     */
    private function unknown(string $connection, array $used): array
    {
        $places = $this->places($used);
        $held = $this->engine->unmappedTaxRates($connection, array_map(static fn (array $one): array => [
            'percent' => $one['percent'],
            'taxes' => array_map(
                static fn (string $code): array => ['code' => $code] + ($places[$code] ?? []),
                explode(' + ', $one['rates'])
            ),
        ], $used));
        return array_values(array_unique(array_map(static fn (int $place): string => $used[$place]['rates'], $held)));
    }

    /** @return array<string,array{country:string, region:string}> where the shop charges its tax rates, by code */
    private function places(array $used): array
    {
        $codes = [];
        foreach ($used as $row) {
            foreach (explode(' + ', (string)$row['rates']) as $code) {
                $codes[$code] = $code;
            }
        }
        if (!$codes) {
            return [];
        }
        $db = $this->resource->getConnection();
        $rows = $db->fetchAll($db->select()
            ->from(['rate' => $this->resource->getTableName('tax_calculation_rate')], ['code', 'country' => 'tax_country_id'])
            ->joinLeft(
                ['region' => $this->resource->getTableName('directory_country_region')],
                'region.region_id = rate.tax_region_id',
                ['region' => 'code']
            )
            ->where('rate.code IN (?)', array_values($codes)));
        $places = [];
        foreach ($rows as $row) {
            $places[(string)$row['code']] = ['country' => (string)$row['country'], 'region' => (string)$row['region']];
        }
        return $places;
    }
}
