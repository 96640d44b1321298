<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Snapshot;

use Magento\Framework\App\ResourceConnection;

/**
 * The shop's customer groups and their tax classes.
 *
 * A query of its own, not a join: orders may be in another database. There are few groups.
 */
class CustomerGroups
{
    public function __construct(private readonly ResourceConnection $resource) {}

    /** @return array<int,array{group_code:string|null, tax_class:string|null}> all groups by id */
    public function load(): array
    {
        $database = $this->resource->getConnection('customer');
        $rows = $database->fetchAll(
            $database->select()
                ->from(['g' => $this->resource->getTableName('customer_group', 'customer')], ['customer_group_id', 'customer_group_code'])
                ->joinLeft(['c' => $this->resource->getTableName('tax_class', 'customer')], 'c.class_id = g.tax_class_id', ['class_name'])
        );
        $groups = [];
        foreach ($rows as $row) {
            $groups[(int)$row['customer_group_id']] = [
                'group_code' => $row['customer_group_code'],
                'tax_class' => $row['class_name'],
            ];
        }
        return $groups;
    }
}
