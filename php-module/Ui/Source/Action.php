<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Ui\Source;

use Magento\Framework\Data\OptionSourceInterface;

/** What was done in Xero. */
class Action implements OptionSourceInterface
{
    public function toOptionArray(): array
    {
        return [
            ['value' => 'create', 'label' => __('Create')],
            ['value' => 'update', 'label' => __('Update')],
            ['value' => 'adopt', 'label' => __('Link')],
            ['value' => 'look_up', 'label' => __('Look up')],
            ['value' => 'enqueue', 'label' => __('Queue')],
            ['value' => 'connect', 'label' => __('Connect')],
            ['value' => 'disconnect', 'label' => __('Disconnect')],
            ['value' => 'cancel', 'label' => __('Cancel')],
            ['value' => 'reconcile', 'label' => __('Reconcile')],
            ['value' => 'none', 'label' => __('Nothing')],
        ];
    }
}
