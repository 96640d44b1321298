<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Ui\Source;

use Ledgerline\Xero\Status\State;
use Magento\Framework\Data\OptionSourceInterface;

/**
 * How a record stands in Xero, as people read it.
 */
class Status implements OptionSourceInterface
{
    /**
     * @inheritdoc
     */
    public function toOptionArray(): array
    {
        return [
            ['value' => State::SYNCED, 'label' => __('Synced')],
            ['value' => State::WAITING, 'label' => __('Waiting')],
            ['value' => State::HELD, 'label' => __('Held')],
            ['value' => State::ON_HOLD, 'label' => __('On hold')],
            ['value' => State::FAILED, 'label' => __('Failed')],
            ['value' => State::EXCLUDED, 'label' => __('Never send')],
            ['value' => State::CANCELLED, 'label' => __('Cancelled')],
            ['value' => State::NONE, 'label' => __('Not sent')],
        ];
    }
}
