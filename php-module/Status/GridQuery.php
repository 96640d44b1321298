<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Status;

use Magento\Framework\AuthorizationInterface;
use Magento\Framework\Data\Collection\AbstractDb;

/** Joins the state to a grid's query, for filtering, sorting and exports. What a page shows is read for its rows alone. */
class GridQuery
{
    public const COLUMN = 'xero_status';
    private const ALIAS = 'ledgerline_status';
    private const STATE = self::ALIAS . '.ledgerline_state';

    /** What needs a person comes first. */
    private const ORDER = "FIELD(IFNULL(" . self::STATE . ", 'none'), 'failed', 'held', 'on_hold', 'waiting', 'synced', 'excluded', "
        . "'cancelled', 'none')";

    private const RIGHT = 'Ledgerline_Xero::record';

    public function __construct(private readonly Table $table, private readonly AuthorizationInterface $authorization) {}

    /** Whether this person may see how records stand: who may not does not learn it by a question either. */
    public function isAllowed(): bool
    {
        return $this->authorization->isAllowed(self::RIGHT);
    }

    /** @param string $id the column that holds the record's id */
    public function join(AbstractDb $collection, string $entity, string $id): void
    {
        $select = $collection->getSelect();
        if (isset($select->getPart(\Magento\Framework\DB\Select::FROM)[self::ALIAS])) {
            return;
        }
        // Names of its own: grids filter by names such as "state" and "updated_at" without saying whose.
        $states = $collection->getConnection()->select()
            ->from($this->table->name(), ['ledgerline_id' => 'entity_id', 'ledgerline_state' => 'state'])
            ->where('entity_type = ?', $entity);
        $select->joinLeft(
            [self::ALIAS => $states],
            self::ALIAS . '.ledgerline_id = ' . $id,
            [self::COLUMN => new \Zend_Db_Expr('IFNULL(' . self::STATE . ", 'none')")]
        );
    }

    /**
     * What is compared when a grid is filtered.
     * @param mixed $value the state
     * @return string|\Zend_Db_Expr
     */
    public function filtered($value)
    {
        // The plain column lets the database begin with the few rows that are in that state.
        return in_array(RecordStatus::NONE, (array)$value, true)
            ? new \Zend_Db_Expr('IFNULL(' . self::STATE . ", 'none')")
            : new \Zend_Db_Expr(self::STATE);
    }

    public function sorted(): \Zend_Db_Expr
    {
        return new \Zend_Db_Expr(self::ORDER);
    }
}
