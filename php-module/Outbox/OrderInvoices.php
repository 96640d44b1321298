<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Outbox;

use Magento\Framework\App\ResourceConnection;

/** Which invoices belong to which orders. */
class OrderInvoices
{
    public function __construct(private readonly ResourceConnection $resource) {}

    /**
     * Ids of all invoices of these orders.
     *
     * @param int[] $orders
     * @return int[]
     */
    public function invoicesOf(array $orders): array
    {
        return $this->ids('entity_id', 'order_id', $orders);
    }

    /**
     * Ids of the orders of these invoices.
     *
     * @param int[] $invoices
     * @return int[]
     */
    public function ordersOf(array $invoices): array
    {
        return $this->ids('order_id', 'entity_id', $invoices);
    }

    /**
     * @param int[] $values
     * @return int[]
     */
    private function ids(string $column, string $by, array $values): array
    {
        if ($values === []) {
            return [];
        }
        $connection = $this->resource->getConnection('sales');
        $select = $connection->select()->distinct()
            ->from($this->resource->getTableName('sales_invoice', 'sales'), [$column])
            ->where("$by IN (?)", $values, \Zend_Db::INT_TYPE)
            ->order($column);
        return array_map(intval(...), $connection->fetchCol($select));
    }
}
