<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Config\Source;

use Magento\Framework\Data\OptionSourceInterface;

/** What becomes of refunds to store credit. */
class StoreCredit implements OptionSourceInterface
{
    public function toOptionArray(): array
    {
        return [
            ['value' => 'account', 'label' => __('On its account')],
            ['value' => 'open', 'label' => __('Credit note stays open')],
        ];
    }
}
