<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Observer;

use Magento\Framework\App\ResourceConnection;

/** Finds the invoices of orders. */
class OrderInvoices
{
    public function __construct(private readonly ResourceConnection $resource) {}

    /**
     * @param int[] $orderIds
     * @return int[]
     */
    public function find(array $orderIds): array
    {
        $connection = $this->resource->getConnection('sales');
        $select = $connection->select()
            ->from($this->resource->getTableName('sales_invoice', 'sales'), ['entity_id'])
            ->where('order_id IN (?)', $orderIds, \Zend_Db::INT_TYPE);
        return array_map(intval(...), $connection->fetchCol($select));
    }
}
