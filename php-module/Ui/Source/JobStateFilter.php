<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Ui\Source;

/** What the queue is filtered by: a state, or all states that need a person. */
class JobStateFilter extends JobState
{
    public const NEEDS_YOU = 'needs_you';

    /** Without what a person put on hold. */
    public const NEED_YOU = ['held', 'failed', 'damaged'];

    public function toOptionArray(): array
    {
        return [
            ['value' => self::NEEDS_YOU, 'label' => __('Needs you (held, failed, damaged)')],
            ...parent::toOptionArray(),
        ];
    }
}
