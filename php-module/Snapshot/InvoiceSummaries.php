<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Snapshot;

use Magento\Framework\App\ResourceConnection;
use Magento\Framework\DB\Select;

/**
 * The invoices of orders, in a few words.
 *
 * phpcs:disable Magento2.Functions.StaticFunction
 */
class InvoiceSummaries
{
    use ReadsColumns;

    /** States, by Magento's numbers. */
    private const STATES = [1 => 'open', 2 => 'paid', 3 => 'canceled'];

    public function __construct(
        private readonly ResourceConnection $resource,
        private readonly Stores $stores,
        private readonly DocumentCurrency $currency
    ) {}

    public static function state(mixed $state): string
    {
        // Magento itself reads a missing state as "pending".
        return self::STATES[(int)($state ?? 1)] ?? (string)$state;
    }

    /**
     * @param int[] $orderIds
     * @return array<int,array[]>
     */
    public function load(array $orderIds): array
    {
        if ($orderIds === []) {
            return [];
        }
        $rows = $this->resource->getConnection('sales')->fetchAll($this->rows($orderIds));
        $invoices = [];
        foreach ($rows as $row) {
            $storeId = $this->number($row['store_id']);
            $total = $this->currency->isBase($storeId) ? $row['base_grand_total'] : $row['grand_total'];
            $invoices[(int)$row['order_id']][] = [
                'id' => (string)$row['entity_id'],
                'number' => (string)$row['increment_id'],
                'state' => self::state($row['state']),
                'grand_total' => Amount::of($total),
                'date' => $this->stores->date($storeId, $row['created_at']),
            ];
        }
        return $invoices;
    }

    /**
     * The rows of the invoices.
     * @param int[] $orderIds
     */
    public function rows(array $orderIds): Select
    {
        return $this->resource->getConnection('sales')->select()
            ->from(
                $this->resource->getTableName('sales_invoice', 'sales'),
                ['entity_id', 'order_id', 'store_id', 'increment_id', 'state', 'created_at', 'grand_total', 'base_grand_total']
            )
            ->where('order_id IN (?)', $orderIds)
            ->order('entity_id');
    }
}
