<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Snapshot;

use Magento\Framework\App\ResourceConnection;
use Magento\Framework\DB\Select;

/**
 * When gateways moved the money of documents.
 *
 * Magento writes that down in the table of transactions only; for methods without a gateway nobody does.
 */
class PaymentDays
{
    private const TYPES = ['invoice' => 'capture', 'creditmemo' => 'refund'];

    public function __construct(private readonly ResourceConnection $resource) {}

    /**
     * @param string $kind of documents
     * @param array[] $rows documents
     * @return array<int,array<string,string>>
     */
    public function load(string $kind, array $rows): array
    {
        $rows = array_filter($rows, static fn (array $row): bool => (string)($row['transaction_id'] ?? '') !== '');
        $select = $this->rows($kind, array_values(array_unique(array_column($rows, 'order_id'))));
        if ($rows === [] || $select === null) {
            return [];
        }
        $found = $this->resource->getConnection('sales')->fetchAll(
            $select->where('txn_id IN (?)', array_values(array_unique(array_column($rows, 'transaction_id'))))
        );
        $moments = [];
        foreach ($found as $row) {
            $moments[(int)$row['order_id']][(string)$row['txn_id']] ??= (string)$row['created_at'];
        }
        return $moments;
    }

    /**
     * The rows of the transactions of orders; null: for this kind there are none.
     * @param int[] $orderIds
     */
    public function rows(string $kind, array $orderIds): ?Select
    {
        if (!isset(self::TYPES[$kind])) {
            return null;
        }
        return $this->resource->getConnection('sales')->select()
            ->from($this->resource->getTableName('sales_payment_transaction', 'sales'), ['order_id', 'txn_id', 'created_at'])
            ->where('order_id IN (?)', $orderIds)
            ->where('txn_type = ?', self::TYPES[$kind])
            ->order('transaction_id');
    }
}
