<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Outbox;

use Magento\Framework\App\ResourceConnection;
use Magento\Framework\DB\Adapter\AdapterInterface;

/**
 * The outbox: which records were touched and are still to be read, in the shop's own database.
 *
 * Ids only, nothing of a record. A row is written in the transaction that saves the record, and deleted when its snapshot is queued.
 */
class TouchTable
{
    private const NAME = 'ledgerline_xero_touch';

    /** So many rows go into one statement. */
    private const PORTION = 500;

    public function __construct(private readonly ResourceConnection $resource) {}

    /** The connection that the table is on. */
    public function connection(): AdapterInterface
    {
        return $this->resource->getConnection();
    }

    /**
     * Writes touches, in the transaction that is open, if there is one.
     *
     * @param array<string,int[]> $ids entity to ids
     * @throws \Zend_Db_Exception
     */
    public function insert(array $ids): void
    {
        $rows = [];
        foreach ($ids as $entity => $list) {
            array_push($rows, ...array_map(static fn (int $id): array => [$entity, $id], $list));
        }
        foreach (array_chunk($rows, self::PORTION) as $portion) {
            $this->connection()->insertArray($this->table(), ['entity', 'entity_id'], $portion);
        }
    }

    /**
     * The next touches, the oldest first. Those of transactions that are still open come later.
     *
     * @return array<int,array{entity:string, entity_id:int}> by the touch's id
     */
    public function next(int $after, int $limit): array
    {
        $select = $this->connection()->select()->from($this->table(), ['touch_id', 'entity', 'entity_id'])
            ->where('touch_id > ?', $after)->order('touch_id')->limit($limit);
        return $this->rows($select);
    }

    /** The newest touch, or 0. */
    public function newest(): int
    {
        return (int)$this->connection()->fetchOne($this->connection()->select()->from($this->table(), ['MAX(touch_id)']));
    }

    /**
     * The touches of records.
     *
     * @param array<string,int[]> $ids entity to ids
     * @return array<int,array{entity:string, entity_id:int}> by the touch's id
     */
    public function of(array $ids): array
    {
        $rows = [];
        foreach ($ids as $entity => $list) {
            $select = $this->connection()->select()->from($this->table(), ['touch_id', 'entity', 'entity_id'])
                ->where('entity = ?', $entity)->where('entity_id IN (?)', $list, \Zend_Db::INT_TYPE);
            $rows += $this->rows($select);
        }
        return $rows;
    }

    /**
     * Deletes touches that were read.
     *
     * @param int[] $touches
     */
    public function delete(array $touches): void
    {
        foreach (array_chunk($touches, self::PORTION) as $portion) {
            // By the primary key whatever the optimizer thinks: a scan would lock rows of sales that are being saved.
            $this->connection()->query(sprintf(
                'DELETE t FROM %s t FORCE INDEX (PRIMARY) WHERE t.touch_id IN (%s)',
                $this->connection()->quoteIdentifier($this->table()),
                implode(',', array_map(intval(...), $portion))
            ));
        }
    }

    /** Whether the database undoes a whole transaction when one of its statements waited too long for a lock. */
    public function isUndoneByTimeouts(): bool
    {
        return (bool)$this->connection()->fetchOne('SELECT @@innodb_rollback_on_timeout');
    }

    /** Deletes touches from before so many days: where nobody reads them, the table must not grow for ever. */
    public function deleteOlderThan(int $days): void
    {
        $select = $this->connection()->select()->from($this->table(), ['touch_id'])
            ->where('touched_at < ?', gmdate('Y-m-d H:i:s', time() - $days * 86400))->limit(self::PORTION * 20);
        while ($touches = $this->connection()->fetchCol($select)) {
            $this->delete($touches);
        }
    }

    /** @return array<int,array{entity:string, entity_id:int}> */
    private function rows(\Magento\Framework\DB\Select $select): array
    {
        $rows = [];
        foreach ($this->connection()->fetchAll($select) as $row) {
            $rows[(int)$row['touch_id']] = ['entity' => (string)$row['entity'], 'entity_id' => (int)$row['entity_id']];
        }
        return $rows;
    }

    private function table(): string
    {
        return $this->resource->getTableName(self::NAME);
    }
}
