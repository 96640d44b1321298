<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Ui\Source;

use Magento\Framework\Data\OptionSourceInterface;

/** States of a job in the queue, as people read them. */
class JobState implements OptionSourceInterface
{
    /** Held because a person chose Hold: to the engine a reason, to people a state. */
    public const ON_HOLD = 'on_hold';

    public function toOptionArray(): array
    {
        return [
            ['value' => 'waiting', 'label' => __('Waiting')],
            ['value' => 'running', 'label' => __('Being sent')],
            ['value' => 'unknown', 'label' => __('Checking')],
            ['value' => 'held', 'label' => __('Held')],
            ['value' => self::ON_HOLD, 'label' => __('On hold')],
            ['value' => 'failed', 'label' => __('Failed')],
            ['value' => 'done', 'label' => __('Done')],
            ['value' => 'cancelled', 'label' => __('Cancelled')],
            // Set apart by the engine because the row cannot be read.
            ['value' => 'damaged', 'label' => __('Damaged')],
        ];
    }
}
