<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Snapshot;

use Magento\Framework\App\ResourceConnection;
use Magento\Framework\DB\Adapter\AdapterInterface;
use Magento\Framework\DB\Select;
use Psr\Log\LoggerInterface;

/**
 * Reads one kind of record: which ones there are, and what is known about them.
 *
 * A handful of queries for hundreds at a time. Models and repositories are avoided on purpose: they cost eighty times
 * as much and keep what they loaded.
 */
abstract class EntitySnapshot
{
    use ReadsColumns;

    public const VERSION = 1;

    /** Name of the entity, here, in the engine and in snapshots. */
    protected const KIND = '';
    /** Resource whose connection holds the tables: sales tables may be in a database of their own. */
    protected const RESOURCE = ResourceConnection::DEFAULT_CONNECTION;
    protected const TABLE = '';

    public function __construct(
        protected readonly ResourceConnection $resource,
        protected readonly Stores $stores,
        protected readonly Period $period,
        protected readonly LoggerInterface $logger
    ) {}

    /** @param int[] $ids at most some hundreds */
    abstract protected function snapshots(array $ids): array;

    /**
     * Digests of everything in the database that the snapshots of records are made of, except what Surroundings knows: it is the same for all of them.
     * @param int[] $ids at most some thousands
     * @return array<int,string> of the records that exist
     */
    abstract public function digests(array $ids, RowDigest $digest): array;

    /** Limits a query over the table "e" to the records of a connection. */
    abstract protected function limitTo(Select $select, string $connection): void;

    /**
     * Snapshots of the records that exist, in the order of the ids.
     * @param int[] $ids at most some hundreds
     */
    public function read(array $ids): array
    {
        $this->stores->forget();
        return $ids === [] ? [] : $this->snapshots($ids);
    }

    /**
     * @param string|null $from first day of creation
     * @param string|null $to last day of creation
     */
    public function count(string $connection, ?string $from = null, ?string $to = null): int
    {
        $select = $this->select($connection, $from, $to)->columns(['count' => new \Zend_Db_Expr('COUNT(*)')]);
        return (int)$this->database()->fetchOne($select);
    }

    /**
     * The next ids of a connection, ascending.
     * @param string|null $from first day of creation
     * @param string|null $to last day of creation
     * @return int[]
     */
    public function ids(string $connection, int $afterId, int $limit, ?string $from = null, ?string $to = null): array
    {
        $select = $this->select($connection, $from, $to)
            ->columns(['id' => 'e.entity_id'])
            ->where('e.entity_id > ?', $afterId)
            ->order('e.entity_id ' . Select::SQL_ASC)
            ->limit($limit);
        return array_map(intval(...), $this->database()->fetchCol($select));
    }

    /**
     * The next records that were touched, in the order of time.
     * @param string $since UTC
     * @param int $afterId of the records touched at exactly that time, only those above this id
     * @return array<int,string> id => time
     */
    public function moved(string $connection, string $since, int $afterId, int $limit): array
    {
        $database = $this->database();
        $later = $database->quoteInto('e.updated_at > ?', $since);
        $select = $this->select($connection)
            ->columns(['id' => 'e.entity_id', 'updated_at' => 'e.updated_at'])
            // Two conditions where one would do: so that the database reads a range of its index.
            ->where('e.updated_at >= ?', $since)
            ->where($later . $database->quoteInto(' OR e.entity_id > ?', $afterId))
            ->order(['e.updated_at ' . Select::SQL_ASC, 'e.entity_id ' . Select::SQL_ASC])
            ->limit($limit);
        return array_map(strval(...), $database->fetchPairs($select));
    }

    /**
     * The highest id among the records of a connection that were created before a time; 0 when there is none.
     * @param string $before UTC
     */
    public function newest(string $connection, string $before): int
    {
        return (int)$this->database()->fetchOne(
            $this->select($connection)
                ->columns(['id' => new \Zend_Db_Expr('MAX(e.entity_id)')])
                ->where('e.created_at < ?', $before)
        );
    }

    /** The fields that every snapshot begins with. */
    protected function head(string $id, string $connection, array $store): array
    {
        return [
            'version' => self::VERSION,
            'kind' => static::KIND,
            'id' => $id,
            'connection' => $connection,
            'store' => $store,
        ];
    }

    /** Makes one snapshot; a record that cannot be read is reported and does not take the others with it. */
    protected function refusing(int|string $id, callable $make): ?array
    {
        try {
            return $make();
        } catch (\Throwable $exception) {
            $this->logger->error(
                sprintf('snapshot_refused: %s %s cannot be read: %s', static::KIND, $id, $exception->getMessage()),
                ['code' => 'snapshot_refused', 'kind' => static::KIND, 'id' => (string)$id, 'exception' => $exception]
            );
            return null;
        }
    }

    protected function database(): AdapterInterface
    {
        return $this->resource->getConnection(static::RESOURCE);
    }

    protected function table(string $table): string
    {
        return $this->resource->getTableName($table, static::RESOURCE);
    }

    /**
     * Puts digests together.
     * @param array<int,string> $own those of the records themselves
     * @param array<int,string> ...$others what belongs to them; missing where there is nothing
     * @return array<int,string>
     */
    protected function together(array $own, array ...$others): array
    {
        foreach ($own as $id => $digest) {
            foreach ($others as $other) {
                $digest .= ' ' . ($other[$id] ?? '');
            }
            $own[$id] = $digest;
        }
        return $own;
    }

    /** @return array<int,array[]> a list of rows, by one of their columns */
    protected function grouped(array $rows, string $column): array
    {
        $groups = [];
        foreach ($rows as $row) {
            $groups[(int)$row[$column]][] = $row;
        }
        return $groups;
    }

    /** A query over the records of a connection, without columns. */
    private function select(string $connection, ?string $from = null, ?string $to = null): Select
    {
        $select = $this->database()->select()->from(['e' => $this->table(static::TABLE)], []);
        $this->limitTo($select, $connection);
        if ($from !== null && $from !== '') {
            $select->where('e.created_at >= ?', $this->period->begin($from));
        }
        if ($to !== null && $to !== '') {
            $select->where('e.created_at < ?', $this->period->end($to));
        }
        return $select;
    }
}
