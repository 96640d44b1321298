<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Snapshot;

use Magento\Framework\DB\Select;

/**
 * Turns the query that a snapshot is made from into one that only tells whether its rows are still the same.
 *
 * The database digests the very columns that the snapshot reads, and whatever its rows are ordered by, so that a column that is added to the
 * query is in the digest, too. A sum does not depend on the order in which the database finds rows.
 */
class RowDigest
{
    /** Stands for NULL, and between columns: what no column has by accident. */
    private const NULL = "X'1E'";
    private const BETWEEN = "X'1F'";

    /** MySQL cuts a list at 1,024 bytes and only warns. */
    private const LONGEST_LIST = 1000;

    /**
     * Digests of rows, of those of each key together.
     * @param string $key the alias or the name of the column that says whose row it is
     * @return array<int,string> by key; keys without rows are missing
     */
    public function of(Select $select, string $key): array
    {
        $columns = $this->columns($select);
        $this->narrow($select, $columns[$key], ['digest' => $this->digest($select, $columns)]);
        return $select->getConnection()->fetchPairs($select);
    }

    /**
     * The same, and which values another column has there: ids, each once and in order.
     * @return array{0:array<int,string>, 1:array<int,int[]>} digests and values, by key
     */
    public function andValues(Select $select, string $key, string $column): array
    {
        $database = $select->getConnection();
        $columns = $this->columns($select);
        $values = sprintf('GROUP_CONCAT(DISTINCT %1$s ORDER BY %1$s)', $columns[$column]);
        $each = clone $select;
        $this->narrow($select, $columns[$key], ['digest' => $this->digest($select, $columns), 'values' => new \Zend_Db_Expr($values)]);
        $digests = [];
        $lists = [];
        foreach ($database->fetchAll($select, [], \Zend_Db::FETCH_NUM) as [$id, $digest, $list]) {
            $digests[(int)$id] = (string)$digest;
            $lists[(int)$id] = strlen((string)$list) >= self::LONGEST_LIST
                ? $this->values($each, $columns[$key], $columns[$column], (int)$id)
                : array_map(intval(...), array_filter(explode(',', (string)$list)));
        }
        return [$digests, $lists];
    }

    /** @return int[] */
    private function values(Select $each, string $key, string $column, int $id): array
    {
        $select = clone $each;
        $select->reset(Select::COLUMNS)->reset(Select::ORDER)->distinct()
            ->columns(['value' => new \Zend_Db_Expr($column)])
            ->where($key . ' = ?', $id)
            ->order('value');
        return array_map(intval(...), array_filter($select->getConnection()->fetchCol($select)));
    }

    /** @param array<string,\Zend_Db_Expr> $columns */
    private function narrow(Select $select, string $key, array $columns): void
    {
        $select->reset(Select::COLUMNS)->reset(Select::ORDER)
            ->columns(['key' => new \Zend_Db_Expr($key)] + $columns)
            ->group(new \Zend_Db_Expr($key));
    }

    /** @param array<string,string> $columns */
    private function digest(Select $select, array $columns): \Zend_Db_Expr
    {
        foreach ($select->getPart(Select::ORDER) as $order) {
            $columns[] = is_array($order) ? $select->getConnection()->quoteIdentifier($order[0]) : (string)$order;
        }
        $values = array_map(
            // As bytes: columns may differ in their character sets.
            static fn (string $value): string => sprintf('COALESCE(CAST(%s AS BINARY), %s)', $value, self::NULL),
            array_values(array_unique($columns))
        );
        return new \Zend_Db_Expr(sprintf(
            'SUM(CAST(CONV(LEFT(MD5(CONCAT_WS(%s, %s)), 16), 16, 10) AS UNSIGNED))',
            self::BETWEEN,
            implode(', ', $values)
        ));
    }

    /** @return array<string,string> what each column of the query is, by alias or name */
    private function columns(Select $select): array
    {
        $columns = [];
        foreach ($select->getPart(Select::COLUMNS) as [$table, $column, $alias]) {
            $isExpression = $column instanceof \Zend_Db_Expr;
            $name = $alias ?? (string)$column;
            // The same name of two tables: both are digested, the first one is meant by the name.
            $columns[isset($columns[$name]) ? $table . '.' . $name : $name] = $isExpression
                ? (string)$column
                : $select->getConnection()->quoteIdentifier([$table, $column]);
        }
        return $columns;
    }
}
