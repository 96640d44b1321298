<?php
declare(strict_types=1);

namespace Ledgerline\Xero\SyncAll;

use Ledgerline\Xero\Config\Connections;
use Ledgerline\Xero\Record\Entity;
use Magento\Framework\App\ResourceConnection;
use Magento\Framework\DB\Select;
use Magento\Store\Model\StoreManagerInterface;

/** Counts documents of the shop in its database, for what Sync All says before anything is sent. */
class Documents
{
    public const TABLES = [
        Entity::ORDER => 'sales_order', Entity::INVOICE => 'sales_invoice', Entity::CREDITMEMO => 'sales_creditmemo',
    ];

    public function __construct(
        private readonly ResourceConnection $resource,
        private readonly StoreManagerInterface $storeManager,
        private readonly Connections $connections
    ) {}

    /**
     * @param string[] $entities
     * @param int[] $stores
     * @param \Closure|null $narrow gets the select and the column that holds the order's id
     */
    public function count(array $entities, array $stores, ?string $from, ?string $to, ?\Closure $narrow = null): int
    {
        $db = $this->resource->getConnection('sales');
        $count = 0;
        foreach ($stores === [] ? [] : array_intersect_key(self::TABLES, array_flip($entities)) as $entity => $table) {
            $select = $db->select()
                ->from(['document' => $this->resource->getTableName($table, 'sales')], ['COUNT(*)'])
                ->where('document.store_id IN (?)', $stores);
            // A day more on both sides: the shop's days are not UTC's, and one document too many in a warning does no harm.
            if ($from !== null) {
                $select->where('document.created_at >= ?', date('Y-m-d', strtotime($from . ' -1 day')));
            }
            if ($to !== null) {
                $select->where('document.created_at < ?', date('Y-m-d', strtotime($to . ' +2 days')));
            }
            if ($narrow !== null) {
                $narrow($select, $entity === Entity::ORDER ? 'document.entity_id' : 'document.order_id');
            }
            $count += (int)$db->fetchOne($select);
        }
        return $count;
    }

    /**
     * @param string[] $entities
     * @param int[] $stores
     * @param Select $orders gives their ids
     */
    public function countOf(array $entities, array $stores, ?string $from, ?string $to, Select $orders): int
    {
        return $this->count($entities, $stores, $from, $to, static function (Select $select, string $order) use ($orders): void {
            $select->where($order . ' IN (?)', $orders);
        });
    }

    /** @return int[] store views of the connection */
    public function stores(string $connection): array
    {
        $websites = $this->connections->websites($connection);
        $stores = [];
        foreach ($this->storeManager->getStores() as $store) {
            if (in_array((int)$store->getWebsiteId(), $websites, true)) {
                $stores[] = (int)$store->getId();
            }
        }
        return $stores;
    }
}
