<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Config\Source;

use Magento\Framework\Data\OptionSourceInterface;

/** What becomes of documents over nothing. */
class ZeroTotals implements OptionSourceInterface
{
    public function toOptionArray(): array
    {
        return [
            ['value' => 'send', 'label' => __('Send')],
            ['value' => 'skip', 'label' => __('Skip')],
        ];
    }
}
