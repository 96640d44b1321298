<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Config\Source;

use Magento\Framework\Data\OptionSourceInterface;

/** What becomes of a document whose exchange rate cannot be right. */
class DoubtfulRate implements OptionSourceInterface
{
    public function toOptionArray(): array
    {
        return [
            ['value' => 'xero', 'label' => __("Xero's rate of the day")],
            ['value' => 'hold', 'label' => __('Hold')],
        ];
    }
}
