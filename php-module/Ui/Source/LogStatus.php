<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Ui\Source;

/** How an attempt ended, as people read it. */
class LogStatus extends AbstractWords
{
    protected function labels(): array
    {
        return [
            'success' => __('Success'),
            'held' => __('Held'),
            'retry' => __('Trying again'),
            'failed' => __('Failed'),
            'unknown' => __('Checking'),
            'skipped' => __('Skipped'),
            'warning' => __('Important'),
            'information' => __('Information'),
        ];
    }
}
