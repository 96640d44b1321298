<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Config\Source;

use Magento\Framework\Data\OptionSourceInterface;

/** What becomes of a document in a locked period. */
class LockPolicy implements OptionSourceInterface
{
    public function toOptionArray(): array
    {
        return [
            ['value' => 'hold', 'label' => __('Hold')],
            ['value' => 'draft', 'label' => __('Send as draft')],
            ['value' => 'first_open_day', 'label' => __('Date on the first open day')],
        ];
    }
}
