<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Snapshot;

use Magento\Catalog\Api\Data\ProductInterface;
use Magento\Framework\App\ResourceConnection;
use Magento\Framework\EntityManager\MetadataPool;

/**
 * What the catalogue says today about products that were sold: their SKU, and the account their sales belong to.
 *
 * One query. The attribute's id comes with it: asking Magento for the attribute would read all attributes' definitions
 * in requests that need none.
 */
class CatalogueProducts
{
    /** The attribute that names a product's own account in Xero. */
    public const SALES_ACCOUNT = 'xero_sales_account';

    public function __construct(private readonly ResourceConnection $resource, private readonly MetadataPool $metadata) {}

    /**
     * Products by id, in the form that sku() and account() read.
     * @param int[] $ids
     * @return array<int,array>
     */
    public function load(array $ids): array
    {
        if ($ids === []) {
            return [];
        }
        $database = $this->resource->getConnection('catalog');
        $table = fn (string $name): string => $this->resource->getTableName($name, 'catalog');
        $link = $this->metadata->getMetadata(ProductInterface::class)->getLinkField();
        $attribute = $database->select()
            ->from(['a' => $table('eav_attribute')], ['attribute_id'])
            ->join(['t' => $table('eav_entity_type')], 't.entity_type_id = a.entity_type_id', [])
            ->where('t.entity_type_code = ?', 'catalog_product')
            ->where('a.attribute_code = ?', self::SALES_ACCOUNT);
        $rows = $database->fetchAll(
            $database->select()
                ->from(['e' => $table('catalog_product_entity')], ['entity_id', 'sku'])
                ->joinLeft(
                    ['v' => $table('catalog_product_entity_varchar')],
                    "v.$link = e.$link AND " . $database->quoteInto('v.attribute_id = ?', $attribute),
                    ['account_store' => 'store_id', 'account' => 'value']
                )
                ->where('e.entity_id IN (?)', $ids)
                ->order(['e.entity_id', 'v.store_id'])
        );
        $products = [];
        foreach ($rows as $row) {
            $product = &$products[(int)$row['entity_id']];
            $product['sku'] = (string)$row['sku'];
            if (($row['account'] ?? null) !== null) {
                $product['accounts'][(int)$row['account_store']] = trim((string)$row['account']);
            }
            unset($product);
        }
        return $products;
    }

    /** What the catalogue calls a product; null when it is gone. */
    public function sku(array $products, int $id): ?string
    {
        return $products[$id]['sku'] ?? null;
    }

    /** The account of a product's sales in a store view; null when it has none of its own. */
    public function account(array $products, int $id, ?int $storeId): ?string
    {
        $accounts = $products[$id]['accounts'] ?? [];
        $account = $accounts[(int)$storeId] ?? $accounts[0] ?? '';
        return $account === '' ? null : $account;
    }
}
