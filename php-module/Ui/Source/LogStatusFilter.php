<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Ui\Source;

/** What the log is filtered by: a status, or all that went wrong. */
class LogStatusFilter extends LogStatus
{
    public const TROUBLE = 'trouble';

    /** Statuses of what went wrong and does not pass without a person. */
    public const WENT_WRONG = ['held', 'failed', 'warning'];

    protected function labels(): array
    {
        return [self::TROUBLE => __('Everything that went wrong')] + parent::labels();
    }
}
