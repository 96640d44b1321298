<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Config\Source;

use Magento\Framework\Data\OptionSourceInterface;

/** Which document of the shop becomes the invoice in Xero. */
class SalesDocument implements OptionSourceInterface
{
    public function toOptionArray(): array
    {
        return [
            ['value' => 'invoice', 'label' => __('Invoice')],
            ['value' => 'order', 'label' => __('Order')],
        ];
    }
}
