<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Ui\Source;

use Magento\Framework\Data\OptionSourceInterface;

/** How an attempt ended, as people read it. */
class LogStatus implements OptionSourceInterface
{
    public function toOptionArray(): array
    {
        return [
            ['value' => 'success', 'label' => __('Success')],
            ['value' => 'held', 'label' => __('Held')],
            ['value' => 'retry', 'label' => __('Trying again')],
            ['value' => 'failed', 'label' => __('Failed')],
            ['value' => 'unknown', 'label' => __('Checking')],
            ['value' => 'skipped', 'label' => __('Skipped')],
            ['value' => 'warning', 'label' => __('Important')],
            ['value' => 'information', 'label' => __('Information')],
        ];
    }
}
