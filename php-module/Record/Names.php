<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Record;

use Ledgerline\Xero\Snapshot\Reader;
use Ledgerline\Xero\Status\Table;
use Magento\Framework\App\ResourceConnection;

/** What people call a record: a document by its number, a product by its SKU, a customer by name. Ids are for machines. */
class Names
{
    public function __construct(private readonly Table $table, private readonly ResourceConnection $resource) {}

    /**
     * @param int[] $ids
     * @return array<int,string> by id; those that the shop does not have any more are missing
     */
    public function of(string $entity, array $ids): array
    {
        $ids = array_values(array_unique(array_filter(array_map(intval(...), $ids))));
        if ($ids === []) {
            return [];
        }
        return array_map(trim(...), array_filter(match ($entity) {
            Reader::CUSTOMER => $this->pairs(
                'customer_entity',
                ['entity_id', 'name' => new \Zend_Db_Expr("CONCAT_WS(' ', firstname, lastname)")],
                $ids
            ),
            Reader::PRODUCT => $this->pairs('catalog_product_entity', ['entity_id', 'sku'], $ids),
            default => $this->table->numbers($entity, $ids),
        }, static fn ($name): bool => trim((string)$name) !== ''));
    }

    /** The name of one record; its id when the shop does not have it any more. */
    public function one(string $entity, string $id): string
    {
        // A guest's id is the address.
        if ($id === '' || !ctype_digit($id)) {
            return $id;
        }
        return $this->of($entity, [(int)$id])[(int)$id] ?? '#' . $id;
    }

    /**
     * @param int[] $ids
     * @return array<int,string>
     */
    private function pairs(string $table, array $columns, array $ids): array
    {
        $connection = $this->resource->getConnection();
        return $connection->fetchPairs($connection->select()
            ->from($this->resource->getTableName($table), $columns)
            ->where('entity_id IN (?)', $ids, \Zend_Db::INT_TYPE));
    }
}
