<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Config\Source;

use Magento\Framework\Data\OptionSourceInterface;

/** In which state a document arrives in Xero. */
class DocumentStatus implements OptionSourceInterface
{
    public function toOptionArray(): array
    {
        return [
            ['value' => 'authorised', 'label' => __('Approved')],
            ['value' => 'submitted', 'label' => __('Awaiting approval')],
            ['value' => 'draft', 'label' => __('Draft')],
        ];
    }
}
