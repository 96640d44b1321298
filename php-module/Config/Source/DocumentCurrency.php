<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Config\Source;

use Magento\Framework\Data\OptionSourceInterface;

/** In which currency documents are sent. */
class DocumentCurrency implements OptionSourceInterface
{
    public function toOptionArray(): array
    {
        return [
            ['value' => 'order', 'label' => __('Of the order')],
            ['value' => 'base', 'label' => __('Base currency')],
        ];
    }
}
