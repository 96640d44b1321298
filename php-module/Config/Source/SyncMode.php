<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Config\Source;

use Magento\Framework\Data\OptionSourceInterface;

/** When a record is sent after it changed. */
class SyncMode implements OptionSourceInterface
{
    public function toOptionArray(): array
    {
        return [['value' => 'cron', 'label' => __('Cron Job')], ['value' => 'immediately', 'label' => __('Immediately')]];
    }
}
