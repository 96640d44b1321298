<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Config\Source;

use Magento\Framework\Data\OptionSourceInterface;
use Magento\Store\Model\StoreManagerInterface;

/** Store views whose names and prices items can show. */
class PriceStore implements OptionSourceInterface
{
    public function __construct(private readonly StoreManagerInterface $storeManager) {}

    public function toOptionArray(): array
    {
        $options = [['value' => '', 'label' => __('Default values of the catalogue')]];
        foreach ($this->storeManager->getStores() as $store) {
            $options[] = [
                'value' => (string)$store->getId(),
                'label' => $this->storeManager->getWebsite($store->getWebsiteId())->getName() . ' / ' . $store->getName(),
            ];
        }
        return $options;
    }
}
