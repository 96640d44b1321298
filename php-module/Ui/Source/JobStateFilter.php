<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Ui\Source;

/** What the queue is filtered by: a state, or all states that need a person. */
class JobStateFilter extends JobState
{
    public const NEEDS_YOU = 'needs_you';

    /** Without what a person put on hold. */
    public const NEED_YOU = ['held', 'failed', 'damaged'];

    protected function labels(): array
    {
        return [self::NEEDS_YOU => __('Needs attention (held, failed, damaged)')] + parent::labels();
    }
}
