<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Snapshot;

use Magento\Framework\DB\Select;

/** Snapshots of registered customers with their default addresses. */
class CustomerSnapshot extends EntitySnapshot
{
    protected const KIND = 'customer';
    protected const RESOURCE = 'customer';
    protected const TABLE = 'customer_entity';

    private const COLUMNS = [
        'entity_id', 'website_id', 'store_id', 'email', 'group_id', 'created_at', 'updated_at', 'prefix', 'firstname',
        'middlename', 'lastname', 'suffix', 'default_billing', 'default_shipping', 'taxvat',
    ];

    private const ADDRESS_COLUMNS = [
        'entity_id', 'parent_id', 'prefix', 'firstname', 'middlename', 'lastname', 'suffix', 'company', 'street',
        'city', 'region', 'postcode', 'country_id', 'telephone', 'vat_id',
    ];

    protected function limitTo(Select $select, string $connection): void
    {
        $this->stores->within($select, 'e.website_id', $this->stores->websites($connection));
    }

    public function digests(array $ids, RowDigest $digest): array
    {
        // All addresses of a customer, also those that are nobody's default: of few columns too many rather than one too few.
        return $ids === [] ? [] : $this->together(
            $digest->of($this->customers($ids), 'entity_id'),
            $digest->of($this->addressRows()->where('parent_id IN (?)', $ids), 'parent_id')
        );
    }

    protected function snapshots(array $ids): array
    {
        $rows = $this->database()->fetchAll($this->customers($ids));
        $addresses = $this->addresses($rows);
        $snapshots = [];
        foreach ($rows as $row) {
            $snapshots[] = $this->refusing($row['entity_id'], fn (): array => $this->snapshot($row, $addresses));
        }
        return array_values(array_filter($snapshots));
    }

    /** @param int[] $ids */
    private function customers(array $ids): Select
    {
        return $this->database()->select()->from(['e' => $this->table(self::TABLE)], self::COLUMNS)
            ->joinLeft(
                ['g' => $this->table('customer_group')],
                'g.customer_group_id = e.group_id',
                ['group_code' => 'customer_group_code']
            )
            ->joinLeft(['t' => $this->table('tax_class')], 't.class_id = g.tax_class_id', ['tax_class' => 'class_name'])
            ->where('e.entity_id IN (?)', $ids)
            ->order('e.entity_id');
    }

    private function addressRows(): Select
    {
        return $this->database()->select()->from($this->table('customer_address_entity'), self::ADDRESS_COLUMNS);
    }

    /** @param array<int,array> $addresses */
    private function snapshot(array $row, array $addresses): array
    {
        $storeId = $this->number($row['store_id']);
        // A customer belongs to a website; the store view is only where the account was made.
        $connection = $row['website_id'] === null
            ? $this->stores->connection($storeId)
            : $this->stores->connectionOfWebsite((int)$row['website_id']);
        $store = $this->stores->facts($storeId);
        if ($row['website_id'] !== null) {
            $store['website_id'] = (string)$row['website_id'];
        }
        $billing = $this->address($addresses, $row, 'default_billing');
        $shipping = $this->address($addresses, $row, 'default_shipping');
        $list = [];
        if ($billing !== null) {
            $list[] = ['role' => 'billing'] + $billing;
        }
        if ($shipping !== null) {
            $list[] = ['role' => 'shipping'] + $shipping;
        }
        return $this->head((string)$row['entity_id'], $connection, $store) + [
            'email' => $this->text($row['email']),
            'prefix' => $this->text($row['prefix']),
            'first_name' => $this->text($row['firstname']),
            'middle_name' => $this->text($row['middlename']),
            'last_name' => $this->text($row['lastname']),
            'suffix' => $this->text($row['suffix']),
            'company' => $billing['company'] ?? null,
            'vat_number' => $this->text($row['taxvat']),
            'group_id' => $this->text($row['group_id']),
            'group_code' => $this->text($row['group_code']),
            'tax_class' => $this->text($row['tax_class']),
            'addresses' => $list,
            'created_at' => $this->text($row['created_at']),
            'updated_at' => $this->text($row['updated_at']),
        ];
    }

    /** @return array<int,array> the default addresses of these customers, by id */
    private function addresses(array $rows): array
    {
        $ids = [];
        foreach ($rows as $row) {
            $ids[(int)$row['default_billing']] = true;
            $ids[(int)$row['default_shipping']] = true;
        }
        unset($ids[0]);
        if ($ids === []) {
            return [];
        }
        return $this->database()->fetchAssoc($this->addressRows()->where('entity_id IN (?)', array_keys($ids)));
    }

    /**
     * One default address; null when there is none, or when the column points to another customer's.
     * @param array<int,array> $addresses
     */
    private function address(array $addresses, array $customer, string $column): ?array
    {
        $row = $addresses[(int)$customer[$column]] ?? null;
        if ($row === null || (int)$row['parent_id'] !== (int)$customer['entity_id']) {
            return null;
        }
        return $this->addressFields($row);
    }
}
