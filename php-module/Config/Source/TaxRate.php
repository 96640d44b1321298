<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Config\Source;

use Ledgerline\Xero\Text\Percentage;
use Magento\Framework\Data\OptionSourceInterface;
use Magento\Tax\Model\ResourceModel\Calculation\Rate\CollectionFactory;

/** Tax rates of the shop by code, for suggestions beside a free text: documents also carry rates that were deleted since. */
class TaxRate implements OptionSourceInterface
{
    public function __construct(private readonly CollectionFactory $collectionFactory)
    {
    }

    public function toOptionArray(): array
    {
        $options = $percentages = [];
        $collection = $this->collectionFactory->create()->setOrder('code', 'ASC');
        foreach ($collection as $rate) {
            $percent = Percentage::plain((string)$rate->getData('rate'));
            $options[] = ['value' => (string)$rate->getData('code'), 'label' => $percent . ' %'];
            $percentages[$percent] = ['value' => $percent, 'label' => (string)__('every rate of %1 %', $percent)];
        }
        ksort($percentages, SORT_NUMERIC);
        return array_merge($options, array_values($percentages));
    }
}
