<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Ui\Source;

use Magento\Framework\Data\OptionSourceInterface;
use Magento\Store\Model\StoreManagerInterface;

/** Store views, for columns and exports. */
class StoreView implements OptionSourceInterface
{
    public function __construct(protected readonly StoreManagerInterface $storeManager) {}

    public function toOptionArray(): array
    {
        $options = [];
        foreach ($this->storeManager->getWebsites() as $website) {
            array_push($options, ...$this->viewsOf((int)$website->getId(), (string)$website->getName()));
        }
        return $options;
    }

    /** Whether there is anything to tell apart. */
    public function isUseful(): bool
    {
        return count($this->storeManager->getStores()) > 1;
    }

    /**
     * Store views of a website.
     * @param string $name of the website
     * @return array<int,array{value:string, label:string}>
     */
    protected function viewsOf(int $website, string $name): array
    {
        $names = array_count_values(array_map(
            static fn ($store): string => (string)$store->getName(),
            $this->storeManager->getStores()
        ));
        $views = [];
        foreach ($this->storeManager->getStores() as $store) {
            if ((int)$store->getWebsiteId() === $website) {
                $label = (string)$store->getName();
                // A column shows the view alone: "English" of which website?
                $views[] = ['value' => (string)$store->getId(), 'label' => $names[$label] > 1 ? "$label ($name)" : $label];
            }
        }
        return $views;
    }
}
