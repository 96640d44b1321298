<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Config\Source;

use Magento\Framework\Data\OptionSourceInterface;

/** What line amounts contain. */
class Amounts implements OptionSourceInterface
{
    public function toOptionArray(): array
    {
        return [
            ['value' => 'automatic', 'label' => __('Automatic')],
            ['value' => 'exclusive', 'label' => __('Without tax')],
            ['value' => 'inclusive', 'label' => __('With tax')],
        ];
    }
}
