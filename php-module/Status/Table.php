<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Status;

use Ledgerline\Xero\Snapshot\Reader;
use Magento\Framework\App\ResourceConnection;
use Magento\Framework\DB\Adapter\AdapterInterface;

/** The table from which grids read how records stand. Holds nothing that names a person. */
class Table
{
    public const NAME = 'ledgerline_xero_status';
    private const COLUMNS = ['entity_id', 'state', 'code', 'number', 'xero_url', 'connection', 'about_type', 'about_id'];

    private const DOCUMENTS = [Reader::INVOICE => 'sales_invoice', Reader::CREDITMEMO => 'sales_creditmemo'];

    public function __construct(private readonly ResourceConnection $resource) {}

    public function name(): string
    {
        return $this->resource->getTableName(self::NAME);
    }

    /**
     * @param int[] $ids
     * @return array<int,array<string,string>> by id
     */
    public function read(string $entity, array $ids): array
    {
        if ($ids === []) {
            return [];
        }
        $select = $this->connection()->select()
            ->from($this->name(), self::COLUMNS)
            ->where('entity_type = ?', $entity)
            ->where('entity_id IN (?)', $ids, \Zend_Db::INT_TYPE);
        return array_map(
            static fn (array $row): array => array_map(strval(...), $row),
            $this->connection()->fetchAssoc($select)
        );
    }

    /** Puts rows in the place of those of the same records. */
    public function write(array $rows): void
    {
        if ($rows !== []) {
            $this->connection()->insertOnDuplicate($this->name(), $rows, array_slice(self::COLUMNS, 1));
        }
    }

    /** @param int[] $ids */
    public function delete(string $entity, array $ids): void
    {
        if ($ids !== []) {
            $this->connection()->delete($this->name(), ['entity_type = ?' => $entity, 'entity_id IN (?)' => $ids]);
        }
    }

    public function clear(): void
    {
        $this->connection()->delete($this->name());
    }

    /**
     * @param int[] $orders
     * @return array<int,array<string,int[]>> by order: ids by entity
     */
    public function documents(array $orders): array
    {
        $documents = [];
        foreach ($orders === [] ? [] : self::DOCUMENTS as $entity => $table) {
            $select = $this->connection()->select()
                ->from($this->resource->getTableName($table), ['entity_id', 'order_id'])
                ->where('order_id IN (?)', $orders, \Zend_Db::INT_TYPE)
                ->order('entity_id');
            foreach ($this->connection()->fetchPairs($select) as $id => $order) {
                $documents[(int)$order][$entity][] = (int)$id;
            }
        }
        return $documents;
    }

    /**
     * @param int[] $ids
     * @return array<int,string> by id; none for customers and products
     */
    public function numbers(string $entity, array $ids): array
    {
        $table = (self::DOCUMENTS + [Reader::ORDER => 'sales_order'])[$entity] ?? null;
        if ($table === null || $ids === []) {
            return [];
        }
        $select = $this->connection()->select()
            ->from($this->resource->getTableName($table), ['entity_id', 'increment_id'])
            ->where('entity_id IN (?)', $ids, \Zend_Db::INT_TYPE);
        return $this->connection()->fetchPairs($select);
    }

    /**
     * @param int[] $ids
     * @return int[] none for other entities
     */
    public function orders(string $entity, array $ids): array
    {
        if (!isset(self::DOCUMENTS[$entity]) || $ids === []) {
            return [];
        }
        $select = $this->connection()->select()
            ->distinct()
            ->from($this->resource->getTableName(self::DOCUMENTS[$entity]), 'order_id')
            ->where('entity_id IN (?)', $ids, \Zend_Db::INT_TYPE);
        return array_map(intval(...), $this->connection()->fetchCol($select));
    }

    private function connection(): AdapterInterface
    {
        return $this->resource->getConnection();
    }
}
