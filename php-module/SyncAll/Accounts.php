<?php
declare(strict_types=1);

namespace Ledgerline\Xero\SyncAll;

use Ledgerline\Xero\Accounts\AccountRole;
use Ledgerline\Xero\Config\Settings;
use Ledgerline\Xero\Config\Values;
use Ledgerline\Xero\Config\XeroCheck;
use Ledgerline\Xero\Record\Entity;
use Ledgerline\Xero\Snapshot\CatalogueProducts;
use Magento\Catalog\Api\Data\ProductInterface;
use Magento\Framework\App\ResourceConnection;
use Magento\Framework\DB\Select;
use Magento\Framework\EntityManager\MetadataPool;
use Magento\Framework\Phrase;

/**
 * Counts the documents that would be held for an account, before anything is sent: one that nobody chose, or that Xero does not have, has
 * archived, or does not allow for its purpose. What cannot be counted (rounding) is left to the setup list, which names it.
 */
class Accounts
{
    public function __construct(
        private readonly ResourceConnection $resource,
        private readonly Documents $documents,
        private readonly Values $values,
        private readonly Settings $settings,
        private readonly XeroCheck $check,
        private readonly AccountRole $role,
        private readonly MetadataPool $metadata
    ) {}

    /**
     * Accounts of the configuration that hold documents, by purpose and reason.
     * @param string[] $entities
     * @return array[] purpose, reason, documents
     */
    public function unusable(string $connection, array $entities, ?string $from, ?string $to): array
    {
        $stores = [];
        foreach ($this->documents->stores($connection) as $store) {
            $chosen = $this->settings->accounts($this->values->store($store));
            foreach ($this->role->ofSales() as $role) {
                $wrong = $this->wrong($role, $chosen[$role] ?? '', $connection);
                if ($wrong !== null) {
                    $stores[$role][(string)$wrong][] = $store;
                }
            }
        }
        $unusable = [];
        foreach ($stores as $role => $reasons) {
            foreach ($reasons as $reason => $some) {
                $count = $this->count($role, $entities, $some, $from, $to);
                if ($count > 0) {
                    $unusable[] = ['purpose' => $this->role->labels()[$role], 'reason' => (string)$reason, 'documents' => $count];
                }
            }
        }
        return $unusable;
    }

    /**
     * Accounts of single products that hold documents.
     * @param string[] $entities
     * @return array{documents:int, accounts:string[]}
     */
    public function ofProducts(string $connection, array $entities, ?string $from, ?string $to): array
    {
        $bad = [];
        foreach ($this->productAccounts() as $value) {
            if ($this->check->account($value, AccountRole::SALES, $connection) !== null) {
                $bad[] = $value;
            }
        }
        if (!$bad) {
            return ['documents' => 0, 'accounts' => []];
        }
        $count = 0;
        foreach ($this->productsWith($bad, $this->documents->stores($connection)) as $store => $products) {
            $orders = $this->resource->getConnection('sales')->select()
                ->from($this->resource->getTableName('sales_order_item', 'sales'), ['order_id'])
                ->where('store_id = ?', $store)
                ->where('product_id IN (?)', $products, \Zend_Db::INT_TYPE);
            $count += $this->documents->countOf($entities, [$store], $from, $to, $orders);
        }
        return ['documents' => $count, 'accounts' => $count > 0 ? $bad : []];
    }

    /** What is wrong with what is chosen for a purpose; null when nothing is known to be. */
    private function wrong(string $role, string $value, string $connection): ?Phrase
    {
        return $value === '' && $this->role->meansEmpty($role) === AccountRole::EMPTY_HELD
            ? __('No account is chosen.')
            : $this->check->account($value, $role, $connection);
    }

    /**
     * Documents that need an account for a purpose.
     * @param string[] $entities
     * @param int[] $stores
     */
    private function count(string $role, array $entities, array $stores, ?string $from, ?string $to): int
    {
        $where = static fn (string $condition): \Closure => static function (Select $select) use ($condition): void {
            $select->where($condition);
        };
        return match ($role) {
            AccountRole::SHIPPING => $this->documents->count($entities, $stores, $from, $to, $where('document.shipping_amount <> 0')),
            AccountRole::ADJUSTMENT => $this->documents->count(
                array_intersect($entities, [Entity::CREDITMEMO]),
                $stores,
                $from,
                $to,
                $where('document.adjustment_positive <> 0 OR document.adjustment_negative <> 0')
            ),
            AccountRole::FIXED_PRODUCT_TAX => $this->countWithFixedTax($entities, $stores, $from, $to),
            default => $this->documents->count($entities, $stores, $from, $to),
        };
    }

    /**
     * Documents of orders with a fixed product tax.
     * @param string[] $entities
     * @param int[] $stores
     */
    private function countWithFixedTax(array $entities, array $stores, ?string $from, ?string $to): int
    {
        $db = $this->resource->getConnection('sales');
        $items = $this->resource->getTableName('sales_order_item', 'sales');
        if (!$db->tableColumnExists($items, 'weee_tax_applied_row_amount')) {
            return 0;
        }
        $orders = $db->select()->from($items, ['order_id'])->where('weee_tax_applied_row_amount <> 0 AND store_id IN (?)', $stores);
        return $this->documents->countOf($entities, $stores, $from, $to, $orders);
    }

    /** @return string[] the accounts that products name, each once */
    private function productAccounts(): array
    {
        $db = $this->resource->getConnection('catalog');
        $values = $db->fetchCol($this->values()->distinct()->columns(['value']));
        return array_values(array_unique(array_filter(array_map(static fn ($value): string => trim((string)$value), $values), strlen(...))));
    }

    /**
     * Products whose account in a store view is one of these.
     * @param string[] $accounts
     * @param int[] $stores
     * @return array<int,int[]> by store view
     */
    private function productsWith(array $accounts, array $stores): array
    {
        $db = $this->resource->getConnection('catalog');
        $link = $this->metadata->getMetadata(ProductInterface::class)->getLinkField();
        $some = $this->values()->distinct()->columns([$link])->where('TRIM(v.value) IN (?)', array_map(strval(...), $accounts));
        $rows = $db->fetchAll($this->values()->columns(['store_id', 'value'])
            ->join(['e' => $this->resource->getTableName('catalog_product_entity', 'catalog')], "e.$link = v.$link", ['entity_id'])
            ->where("v.$link IN (?)", $some));
        $values = [];
        foreach ($rows as $row) {
            $values[(int)$row['entity_id']][(int)$row['store_id']] = trim((string)$row['value']);
        }
        $products = [];
        foreach ($values as $id => $ofProduct) {
            foreach ($stores as $store) {
                if (in_array($ofProduct[$store] ?? $ofProduct[0] ?? '', $accounts, true)) {
                    $products[$store][] = $id;
                }
            }
        }
        return $products;
    }

    private function values(): Select
    {
        $db = $this->resource->getConnection('catalog');
        $table = fn (string $name): string => $this->resource->getTableName($name, 'catalog');
        $attribute = $db->select()
            ->from(['a' => $table('eav_attribute')], ['attribute_id'])
            ->join(['t' => $table('eav_entity_type')], 't.entity_type_id = a.entity_type_id', [])
            ->where('t.entity_type_code = ?', 'catalog_product')
            ->where('a.attribute_code = ?', CatalogueProducts::SALES_ACCOUNT);
        return $db->select()->from(['v' => $table('catalog_product_entity_varchar')], [])
            ->where('v.attribute_id = ?', $attribute)->where("v.value IS NOT NULL AND v.value <> ''");
    }
}
