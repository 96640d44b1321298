<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Ui\Source;

use Ledgerline\Xero\Status\RecordStatus;

/** How a record stands in Xero, as people read it. */
class Status extends AbstractWords
{
    protected function labels(): array
    {
        return [
            RecordStatus::SYNCED => __('Synced'),
            RecordStatus::WAITING => __('Waiting'),
            RecordStatus::HELD => __('Held'),
            RecordStatus::ON_HOLD => __('On hold'),
            RecordStatus::FAILED => __('Failed'),
            RecordStatus::EXCLUDED => __('Never send'),
            RecordStatus::CANCELLED => __('Cancelled'),
            RecordStatus::NONE => __('Not sent'),
        ];
    }
}
