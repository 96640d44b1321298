<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Ui\Source;

use Magento\Framework\Escaper;
use Magento\Store\Model\StoreManagerInterface;

/** Store views by website, for filters; of a website with several, all of them together as well. */
class StoreViewFilter extends StoreView
{
    private const WEBSITE = 'website:';

    public function __construct(StoreManagerInterface $storeManager, private readonly Escaper $escaper)
    {
        parent::__construct($storeManager);
    }

    public function toOptionArray(): array
    {
        $groups = [];
        foreach ($this->storeManager->getWebsites() as $website) {
            $name = (string)$website->getName();
            $views = $this->viewsOf((int)$website->getId(), $name);
            if (count($views) > 1) {
                array_unshift($views, ['value' => self::WEBSITE . $website->getId(), 'label' => (string)__('All of %1', $name)]);
            }
            if ($views !== []) {
                // Magento's list makes this an attribute as it is.
                $groups[] = ['value' => $views, 'label' => $this->escaper->escapeHtmlAttr($name, false)];
            }
        }
        return count($groups) === 1 ? $groups[0]['value'] : $groups;
    }

    /** @return string[] the store views that a chosen option stands for: ids */
    public function idsOf(string $value): array
    {
        return str_starts_with($value, self::WEBSITE)
            ? array_column($this->viewsOf((int)substr($value, strlen(self::WEBSITE)), ''), 'value')
            : [$value];
    }
}
