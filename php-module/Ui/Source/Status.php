<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Ui\Source;

use Ledgerline\Xero\Status\RecordStatus;
use Magento\Framework\Data\OptionSourceInterface;

/** How a record stands in Xero, as people read it. */
class Status implements OptionSourceInterface
{
    public function toOptionArray(): array
    {
        return [
            ['value' => RecordStatus::SYNCED, 'label' => __('Synced')],
            ['value' => RecordStatus::WAITING, 'label' => __('Waiting')],
            ['value' => RecordStatus::HELD, 'label' => __('Held')],
            ['value' => RecordStatus::ON_HOLD, 'label' => __('On hold')],
            ['value' => RecordStatus::FAILED, 'label' => __('Failed')],
            ['value' => RecordStatus::EXCLUDED, 'label' => __('Never send')],
            ['value' => RecordStatus::CANCELLED, 'label' => __('Cancelled')],
            ['value' => RecordStatus::NONE, 'label' => __('Not sent')],
        ];
    }
}
