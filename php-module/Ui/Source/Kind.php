<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Ui\Source;

use Magento\Framework\Data\OptionSourceInterface;

/** What a record becomes in Xero. */
class Kind implements OptionSourceInterface
{
    public function toOptionArray(): array
    {
        return [
            ['value' => 'contact', 'label' => __('Contact')],
            ['value' => 'item', 'label' => __('Item')],
            ['value' => 'invoice', 'label' => __('Sales invoice')],
            ['value' => 'payment', 'label' => __('Payment')],
            ['value' => 'credit_note', 'label' => __('Credit note')],
            ['value' => 'refund', 'label' => __('Refund')],
            ['value' => 'allocation', 'label' => __('Allocation')],
            ['value' => 'cancellation', 'label' => __('Cancellation')],
        ];
    }
}
