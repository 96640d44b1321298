<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Mapping;

use Ledgerline\Xero\Catalogue\Catalogue;
use Ledgerline\Xero\Config\Connections;
use Ledgerline\Xero\Config\Mappings;
use Magento\Customer\Model\ResourceModel\Group\CollectionFactory;
use Magento\Store\Model\StoreManagerInterface;

/** What the page "Tracking mapping" shows: Xero's categories, and the shop's store views, websites and customer groups. */
class TrackingTable
{
    public function __construct(
        private readonly Mappings $mappings,
        private readonly Connections $connections,
        private readonly Catalogue $catalogue,
        private readonly StoreManagerInterface $storeManager,
        private readonly CollectionFactory $groups
    ) {}

    /**
     * Categories that Xero has, with their options.
     * @return array[] id, name, options [{id, name}]
     */
    public function categories(string $connection): array
    {
        return array_map(static fn (array $category): array => [
            'id' => (string)$category['id'],
            'name' => (string)$category['name'],
            'options' => array_map(static function (array $option): array {
                return ['id' => (string)$option['id'], 'name' => (string)$option['name']];
            }, array_values($category['options'] ?? [])),
        ], $this->catalogue->tracking($connection));
    }

    public function rules(string $connection): array
    {
        return $this->mappings->tracking($connection);
    }

    /** @return array<string,array{label:string, items:array[]}> what options can be chosen by, of the websites of a connection */
    public function sources(string $connection): array
    {
        $websites = $stores = $groups = [];
        $ids = $this->connections->websites($connection);
        foreach ($ids as $id) {
            $websites[] = ['id' => (string)$id, 'label' => (string)$this->storeManager->getWebsite($id)->getName()];
        }
        foreach ($this->storeManager->getStores() as $store) {
            if (in_array((int)$store->getWebsiteId(), $ids, true)) {
                $stores[] = [
                    'id' => (string)$store->getId(),
                    'label' => $this->storeManager->getWebsite($store->getWebsiteId())->getName() . ' / ' . $store->getName(),
                ];
            }
        }
        foreach ($this->groups->create() as $group) {
            $groups[] = ['id' => (string)$group->getId(), 'label' => (string)$group->getCode()];
        }
        return [
            'store' => ['label' => (string)__('Store view'), 'items' => $stores],
            'website' => ['label' => (string)__('Website'), 'items' => $websites],
            'customer_group' => ['label' => (string)__('Customer group'), 'items' => $groups],
        ];
    }
}
