<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Config\Source;

use Magento\Framework\Data\OptionSourceInterface;

/** What becomes of invoices that are not paid yet. */
class Unpaid implements OptionSourceInterface
{
    public function toOptionArray(): array
    {
        return [
            ['value' => 'send', 'label' => __('Send')],
            ['value' => 'wait', 'label' => __('Wait until they are paid')],
        ];
    }
}
