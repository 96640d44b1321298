<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Config\Source;

use Magento\Framework\Data\OptionSourceInterface;

/** What becomes of a document whose tax was rounded per piece. */
class TaxRounding implements OptionSourceInterface
{
    public function toOptionArray(): array
    {
        return [
            ['value' => 'lines', 'label' => __('Correction lines')],
            ['value' => 'hold', 'label' => __('Hold')],
        ];
    }
}
