<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Mapping;

use Ledgerline\Xero\Text\Percentage;
use Magento\Catalog\Model\Product;
use Magento\Eav\Model\Config as EavConfig;
use Magento\Framework\App\Config\ScopeConfigInterface;
use Magento\Framework\App\ResourceConnection;
use Magento\Tax\Model\ClassModel;

/** The shop's tax rates and tax classes, straight from the tables: shops with imported rates have tens of thousands. */
class ShopTaxRates
{
    private const REGION = 'region.region_id = rate.tax_region_id';
    private const SHIPPING_CLASS = 'tax/classes/shipping_tax_class';

    private ?array $ruledRates = null;

    public function __construct(
        private readonly ResourceConnection $resource,
        private readonly ScopeConfigInterface $scopeConfig,
        private readonly EavConfig $eavConfig
    ) {}

    public function count(): int
    {
        $db = $this->resource->getConnection();
        return (int)$db->fetchOne($db->select()->from($this->resource->getTableName('tax_calculation_rate'), ['COUNT(*)']));
    }

    /**
     * Rates one by one.
     * @param string[]|null $codes only these
     * @return array<string,array{code:string, percent:string, country:string, region:string, count:int}>
     */
    public function all(?array $codes = null): array
    {
        $db = $this->resource->getConnection();
        $select = $db->select()
            ->from(['rate' => $this->resource->getTableName('tax_calculation_rate')], ['code', 'rate', 'tax_country_id'])
            ->joinLeft(['region' => $this->resource->getTableName('directory_country_region')], self::REGION, ['region' => 'code'])
            ->order(['rate.tax_country_id', 'rate.code']);
        if ($codes !== null) {
            $select->where('rate.code IN (?)', $codes ?: ['']);
        }
        $rates = [];
        foreach ($db->fetchAll($select) as $row) {
            $rates[(string)$row['code']] = [
                'code' => (string)$row['code'],
                'percent' => Percentage::plain((string)$row['rate']),
                'country' => (string)$row['tax_country_id'],
                'region' => (string)$row['region'],
                'count' => 1,
            ];
        }
        return $rates;
    }

    /**
     * Rates by percentage, for shops with more of them than anybody maps one by one.
     * @return array<string,array{code:string, percent:string, country:string, region:string, count:int,
     *     places:list<array{country:string, region:string, count:int}>}> country and region only when all have the same
     */
    public function byPercentage(): array
    {
        $db = $this->resource->getConnection();
        $select = $db->select()->from(['rate' => $this->resource->getTableName('tax_calculation_rate')], [
            'rate', 'country' => 'tax_country_id', 'number' => 'COUNT(*)',
        ])->joinLeft(['region' => $this->resource->getTableName('directory_country_region')], self::REGION, ['region' => 'code'])
            ->group(['rate.rate', 'rate.tax_country_id', 'region.code'])
            ->order(['rate.rate', 'rate.tax_country_id', 'region.code']);
        $rates = [];
        foreach ($db->fetchAll($select) as $row) {
            $percent = Percentage::plain((string)$row['rate']);
            $rates[$percent] ??= ['code' => $percent, 'percent' => $percent, 'country' => '', 'region' => '', 'count' => 0, 'places' => []];
            $rates[$percent]['count'] += (int)$row['number'];
            $rates[$percent]['places'][] = [
                'country' => (string)$row['country'], 'region' => (string)$row['region'], 'count' => (int)$row['number'],
            ];
        }
        foreach ($rates as $percent => $rate) {
            foreach (['country', 'region'] as $part) {
                $same = array_unique(array_column($rate['places'], $part));
                $rates[$percent][$part] = count($same) === 1 ? $same[0] : '';
            }
        }
        return $rates;
    }

    /** @return string[] codes of the rates that products and shipping share, when shipping has a tax class that no product has */
    public function shipping(): array
    {
        $class = (int)$this->scopeConfig->getValue(self::SHIPPING_CLASS);
        if ($class === 0 || $this->isOfProducts($class)) {
            return [];
        }
        return array_values(array_intersect(
            $this->ruled('calculation.product_tax_class_id = ?', $class),
            $this->ruled('calculation.product_tax_class_id <> ?', $class)
        ));
    }

    /** @return string[] codes of the rates that some tax rule uses */
    public function used(): array
    {
        return $this->ruled('1 = ?', 1);
    }

    /** @return string[] codes of the rates that only ever come together with another one, as a city's on top of its state's */
    public function added(): array
    {
        return array_map(strval(...), array_keys($this->ruledRates()['added']));
    }

    /**
     * Percentages of which every rate that a tax rule uses only comes together with another one.
     * @return string[]
     */
    public function addedPercentages(): array
    {
        ['added' => $added, 'alone' => $alone] = $this->ruledRates();
        return array_values(array_diff(array_unique($added), $alone));
    }

    /**
     * Percentages of the rates that some tax rule uses.
     * @return string[]
     */
    public function usedPercentages(): array
    {
        return array_values(array_unique(array_merge(...array_values(array_map(array_values(...), $this->ruledRates())))));
    }

    /** @return string[] names of the customers' tax classes */
    public function customerClasses(): array
    {
        $db = $this->resource->getConnection();
        return $db->fetchCol(
            $db->select()
                ->from($this->resource->getTableName('tax_class'), ['class_name'])
                ->where('class_type = ?', ClassModel::TAX_CLASS_TYPE_CUSTOMER)
                ->order('class_name')
        );
    }

    /** @return string[] codes of the rates of tax rules */
    private function ruled(string $condition, int $value): array
    {
        $db = $this->resource->getConnection();
        return array_map(strval(...), $db->fetchCol(
            $db->select()->distinct()
                ->from(['calculation' => $this->resource->getTableName('tax_calculation')], [])
                ->join(
                    ['rate' => $this->resource->getTableName('tax_calculation_rate')],
                    'rate.tax_calculation_rate_id = calculation.tax_calculation_rate_id',
                    ['code']
                )
                ->where($condition, $value)
                ->order('rate.code')
        ));
    }

    /**
     * The rates that tax rules use, by code with their percentage: those that only come together with another one, and the rest.
     *
     * Rates of different rules are charged together. A rate always has company when, wherever it is charged, another rule
     * has a rate of the same place or of one around it.
     *
     * @return array{added:array<string,string>, alone:array<string,string>}
     */
    private function ruledRates(): array
    {
        if ($this->ruledRates !== null) {
            return $this->ruledRates;
        }
        $db = $this->resource->getConnection();
        $rows = $db->fetchAll(
            $db->select()
                ->from(['calculation' => $this->resource->getTableName('tax_calculation')], [
                    'rule' => 'tax_calculation_rule_id', 'customer' => 'customer_tax_class_id', 'product' => 'product_tax_class_id',
                ])
                ->join(
                    ['rate' => $this->resource->getTableName('tax_calculation_rate')],
                    'rate.tax_calculation_rate_id = calculation.tax_calculation_rate_id',
                    ['code', 'percent' => 'rate', 'country' => 'tax_country_id', 'region' => 'tax_region_id', 'postcode' => 'tax_postcode']
                )
        );
        // Imported rates are tens of thousands: each is looked up, none is compared with all others.
        $rules = [];
        foreach ($rows as $row) {
            $rules[$this->charged($row)][(int)$row['region'] . '/' . $row['postcode']][(string)$row['rule']] = true;
        }
        $used = $alone = [];
        foreach ($rows as $row) {
            $used[(string)$row['code']] = Percentage::plain((string)$row['percent']);
            if (!$this->hasCompany($row, $rules[$this->charged($row)])) {
                $alone[(string)$row['code']] = $used[(string)$row['code']];
            }
        }
        return $this->ruledRates = ['added' => array_diff_key($used, $alone), 'alone' => $alone];
    }

    /** To whom, on what and in which country a rate is charged. */
    private function charged(array $row): string
    {
        return $row['customer'] . '/' . $row['product'] . '/' . $row['country'];
    }

    /**
     * Whether another rule charges a rate of the same place, or of one around it.
     * @param array<string,array<string,bool>> $rules by region and postcode, of the same country and tax classes
     */
    private function hasCompany(array $row, array $rules): bool
    {
        foreach ([0, (int)$row['region']] as $region) {
            foreach (['', '*', (string)$row['postcode']] as $postcode) {
                if (array_diff_key($rules["$region/$postcode"] ?? [], [(string)$row['rule'] => true]) !== []) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Whether any product has a tax class. */
    private function isOfProducts(int $class): bool
    {
        $attribute = $this->eavConfig->getAttribute(Product::ENTITY, 'tax_class_id');
        if (!$attribute || !$attribute->getAttributeId()) {
            return true;
        }
        $db = $this->resource->getConnection();
        return (bool)$db->fetchOne(
            $db->select()
                ->from($this->resource->getTableName('catalog_product_entity_int'), ['value_id'])
                ->where('attribute_id = ?', (int)$attribute->getAttributeId())
                ->where('value = ?', $class)
                ->limit(1)
        );
    }
}
