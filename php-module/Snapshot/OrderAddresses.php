<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Snapshot;

use Magento\Framework\App\ResourceConnection;
use Magento\Framework\DB\Select;

/** Addresses of orders, as they were when the order was placed or corrected. */
class OrderAddresses
{
    use ReadsColumns;

    private const COLUMNS = [
        'parent_id', 'address_type', 'prefix', 'firstname', 'middlename', 'lastname', 'suffix', 'company', 'street',
        'city', 'region', 'postcode', 'country_id', 'telephone', 'vat_id',
    ];

    public function __construct(private readonly ResourceConnection $resource) {}

    /**
     * @param int[] $orderIds
     * @return array<int,array<string,array>> order id => billing, shipping
     */
    public function load(array $orderIds): array
    {
        if ($orderIds === []) {
            return [];
        }
        $rows = $this->resource->getConnection('sales')->fetchAll($this->rows($orderIds));
        $addresses = [];
        foreach ($rows as $row) {
            $addresses[(int)$row['parent_id']][(string)$row['address_type']] = $this->addressFields($row);
        }
        return $addresses;
    }

    /**
     * The rows of the addresses.
     * @param int[] $orderIds
     */
    public function rows(array $orderIds): Select
    {
        return $this->resource->getConnection('sales')->select()
            ->from($this->resource->getTableName('sales_order_address', 'sales'), self::COLUMNS)
            ->where('parent_id IN (?)', $orderIds)
            ->order('entity_id ' . Select::SQL_DESC);
    }
}
