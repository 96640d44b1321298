<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Snapshot;

use Magento\Catalog\Api\Data\ProductInterface;
use Magento\Catalog\Model\Product\Attribute\Source\Status;
use Magento\Catalog\Model\ProductTypes\ConfigInterface as ProductTypes;
use Magento\Eav\Model\Config as EavConfig;
use Magento\Framework\App\ResourceConnection;
use Magento\Framework\DB\Select;
use Magento\Framework\EntityManager\MetadataPool;
use Psr\Log\LoggerInterface;

/** Snapshots of products: one for each connection whose websites sell the product. */
class ProductSnapshot extends EntitySnapshot
{
    protected const KIND = 'product';
    protected const RESOURCE = 'catalog';
    protected const TABLE = 'catalog_product_entity';

    /** Descriptions made with a page builder can be huge; nothing beyond this is ever of use in the books. */
    private const DESCRIPTION_LENGTH = 16000;
    private const PRICE_INCLUDES_TAX = 'tax/calculation/price_includes_tax';
    private const MANAGE_STOCK = 'cataloginventory/item_options/manage_stock';
    private const ATTRIBUTES = ['name', 'price', 'description', 'short_description', 'status', CatalogueProducts::SALES_ACCOUNT];

    public function __construct(
        ResourceConnection $resource,
        Stores $stores,
        Period $period,
        LoggerInterface $logger,
        private readonly EavConfig $eav,
        private readonly MetadataPool $metadata,
        private readonly AdminUrl $adminUrl,
        private readonly ProductTypes $types
    ) {
        parent::__construct($resource, $stores, $period, $logger);
    }

    protected function limitTo(Select $select, string $connection): void
    {
        $websites = $this->stores->websites($connection);
        if ($websites === null) {
            return;
        }
        $assigned = fn (): Select => $this->database()->select()
            ->from(['w' => $this->table('catalog_product_website')], [new \Zend_Db_Expr('1')])
            ->where('w.product_id = e.entity_id');
        if (isset($websites['only'])) {
            $websites['only'] === []
                ? $select->where('1 = 0')
                : $select->where('EXISTS (?)', $assigned()->where('w.website_id IN (?)', $websites['only']));
            return;
        }
        // A product that no website sells is in the default books, so that nothing is in none.
        $selling = $assigned()->where('w.website_id NOT IN (?)', $websites['except']);
        $here = $this->database()->quoteInto('EXISTS (?)', $selling);
        $select->where($here . $this->database()->quoteInto(' OR NOT EXISTS (?)', $assigned()));
    }

    public function digests(array $ids, RowDigest $digest): array
    {
        if ($ids === []) {
            return [];
        }
        [$products, $links] = $digest->andValues($this->products($ids), 'entity_id', $this->link());
        $links = array_map(static fn (array $of): int => $of[0] ?? 0, $links);
        $values = array_fill_keys(array_keys($links), '');
        // Of all store views: of which ones a connection reads is not the database's to know.
        foreach ($this->valueQueries($this->link(), array_values($links), null) as [$select]) {
            $found = $digest->of($select, 'link');
            foreach ($links as $id => $link) {
                $values[$id] .= ' ' . ($found[$link] ?? '');
            }
        }
        return $this->together(
            $products,
            $digest->of($this->websites($ids), 'product_id'),
            $digest->of($this->stockRows($ids), 'product_id'),
            $values
        );
    }

    protected function snapshots(array $ids): array
    {
        $link = $this->link();
        $rows = $this->database()->fetchAll($this->products($ids));
        $connections = $this->connections($ids);
        $storeIds = [];
        foreach ($connections as $codes) {
            foreach ($codes as $code) {
                $storeIds[$code] ??= $this->stores->storeOf($code);
            }
        }
        $stock = $this->stock($ids);
        $values = $this->values($link, array_column($rows, $link), array_values(array_unique($storeIds)));
        $snapshots = [];
        foreach ($rows as $row) {
            foreach ($connections[(int)$row['entity_id']] as $code) {
                $snapshots[] = $this->refusing(
                    $row['entity_id'],
                    fn (): array => $this->snapshot(
                        $row + ['stock' => $stock[(int)$row['entity_id']] ?? null],
                        $code,
                        $storeIds[$code],
                        $values[(int)$row[$link]] ?? []
                    )
                );
            }
        }
        return array_values(array_filter($snapshots));
    }

    /**
     * One product in the books of one connection.
     * @param array<string,array<int,mixed>> $values
     */
    private function snapshot(array $row, string $connection, int $storeId, array $values): array
    {
        $value = static fn (string $code): mixed => $values[$code][$storeId] ?? $values[$code][0] ?? null;
        return $this->head((string)$row['entity_id'], $connection, $this->stores->facts($storeId)) + [
            'admin_url' => $this->adminUrl->product((string)$row['entity_id']),
            'sku' => (string)$row['sku'],
            'name' => $this->text($value('name')),
            'description' => $this->text($value('description')),
            'short_description' => $this->text($value('short_description')),
            'type' => (string)$row['type_id'],
            'price' => Amount::orNull($value('price')),
            'price_includes_tax' => $this->stores->value(self::PRICE_INCLUDES_TAX, $storeId ?: null) === '1',
            'currency' => $this->stores->priceCurrency($storeId),
            'enabled' => (int)($value('status') ?? Status::STATUS_ENABLED) === Status::STATUS_ENABLED,
            'sales_account' => $this->text(trim((string)$value(CatalogueProducts::SALES_ACCOUNT))),
            'manages_stock' => $this->managesStock($row),
            'created_at' => $this->text($row['created_at']),
            'updated_at' => $this->text($row['updated_at']),
        ];
    }

    /** Whether the shop keeps the quantity of a product. */
    private function managesStock(array $row): bool
    {
        // Configurables, bundles and groups have a stock status, but no quantity of their own.
        if (!($this->types->getType((string)$row['type_id'])['is_qty'] ?? false)) {
            return false;
        }
        return (int)($row['stock']['use_config_manage_stock'] ?? 1) === 1
            ? $this->stores->value(self::MANAGE_STOCK, null) === '1'
            : (int)$row['stock']['manage_stock'] === 1;
    }

    /**
     * What the inventory says about keeping quantities.
     * @param int[] $ids
     * @return array<int,array>
     */
    private function stock(array $ids): array
    {
        return $this->database()->fetchAssoc($this->stockRows($ids));
    }

    /** @param int[] $ids */
    private function stockRows(array $ids): Select
    {
        return $this->database()->select()
            ->from($this->table('cataloginventory_stock_item'), ['product_id', 'manage_stock', 'use_config_manage_stock'])
            ->where('product_id IN (?)', $ids)
            ->order('item_id');
    }

    /** @param int[] $ids */
    private function products(array $ids): Select
    {
        return $this->database()->select()
            ->from(['e' => $this->table(self::TABLE)], array_unique(['entity_id', $this->link(), 'sku', 'type_id', 'created_at', 'updated_at']))
            ->where('e.entity_id IN (?)', $ids)
            ->order('e.entity_id');
    }

    /** @param int[] $ids */
    private function websites(array $ids): Select
    {
        return $this->database()->select()->from($this->table('catalog_product_website'), ['product_id', 'website_id'])
            ->where('product_id IN (?)', $ids)
            ->order('website_id');
    }

    /** Column of the attributes' tables: entity_id, or row_id where content staging is installed. */
    private function link(): string
    {
        return $this->metadata->getMetadata(ProductInterface::class)->getLinkField();
    }

    /**
     * Connections of each product, in the order of the websites.
     * @param int[] $ids
     * @return array<int,string[]>
     */
    private function connections(array $ids): array
    {
        $rows = $this->database()->fetchAll($this->websites($ids));
        $connections = [];
        foreach ($rows as $row) {
            $code = $this->stores->connectionOfWebsite((int)$row['website_id']);
            $connections[(int)$row['product_id']][$code] = $code;
        }
        foreach ($ids as $id) {
            $connections[$id] = array_values($connections[$id] ?? [$this->stores->connectionOfWebsite(null)]);
        }
        return $connections;
    }

    /**
     * Attribute values: one query per value table.
     * @param string $link from link()
     * @param int[] $storeIds
     * @return array<int,array<string,array<int,mixed>>> link id => attribute code => store id => value
     */
    private function values(string $link, array $ids, array $storeIds): array
    {
        $values = [];
        foreach ($this->valueQueries($link, $ids, $storeIds) as [$select, $attributes]) {
            foreach ($this->database()->fetchAll($select) as $row) {
                $code = $attributes[(int)$row['attribute_id']];
                $values[(int)$row['link']][$code][(int)$row['store_id']] = $row['value'];
            }
        }
        return $values;
    }

    /**
     * Queries of attribute values, each with the codes of its attributes by id.
     * @param string $link from link()
     * @param int[]|null $storeIds beside the default values; null: all
     * @return array{0:Select, 1:array<int,string>}[]
     */
    private function valueQueries(string $link, array $ids, ?array $storeIds): array
    {
        $codes = [];
        foreach (self::ATTRIBUTES as $code) {
            $attribute = $this->eav->getAttribute('catalog_product', $code);
            if ($attribute && $attribute->getAttributeId() && !$attribute->isStatic()) {
                $codes[$attribute->getBackendTable()][(int)$attribute->getAttributeId()] = $code;
            }
        }
        $queries = [];
        foreach ($ids === [] ? [] : $codes as $table => $attributes) {
            $value = array_intersect($attributes, ['description', 'short_description']) === []
                ? 'value'
                : new \Zend_Db_Expr('LEFT(value, ' . self::DESCRIPTION_LENGTH . ')');
            $select = $this->database()->select()
                ->from($table, ['link' => $link, 'attribute_id', 'store_id', 'value' => $value])
                ->where($link . ' IN (?)', $ids)
                ->where('attribute_id IN (?)', array_keys($attributes));
            if ($storeIds !== null) {
                $select->where('store_id IN (?)', array_unique([0, ...$storeIds]));
            }
            $queries[] = [$select, $attributes];
        }
        return $queries;
    }
}
