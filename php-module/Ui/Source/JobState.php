<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Ui\Source;

/** States of a job in the queue, as people read them. */
class JobState extends AbstractWords
{
    /** Held because a person chose Hold: to the engine a reason, to people a state. */
    public const ON_HOLD = 'on_hold';

    protected function labels(): array
    {
        return [
            'waiting' => __('Waiting'),
            'running' => __('Being sent'),
            'unknown' => __('Checking'),
            'held' => __('Held'),
            self::ON_HOLD => __('On hold'),
            'failed' => __('Failed'),
            'done' => __('Done'),
            'cancelled' => __('Cancelled'),
            // Set apart by the engine because the row cannot be read.
            'damaged' => __('Damaged'),
        ];
    }
}
