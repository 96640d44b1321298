<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Config\Source;

use Magento\Framework\Data\OptionSourceInterface;

/** How guests become contacts. */
class Guests implements OptionSourceInterface
{
    public function toOptionArray(): array
    {
        return [
            ['value' => 'email', 'label' => __('One contact for each e-mail address')],
            ['value' => 'single', 'label' => __('One contact for all')],
            ['value' => 'each', 'label' => __('A contact for each order')],
        ];
    }
}
