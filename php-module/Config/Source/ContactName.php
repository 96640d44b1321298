<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Config\Source;

use Magento\Framework\Data\OptionSourceInterface;

/** Whose name a contact carries. */
class ContactName implements OptionSourceInterface
{
    public function toOptionArray(): array
    {
        return [
            ['value' => 'person', 'label' => __('Of the person')],
            ['value' => 'company', 'label' => __('Of the company')],
        ];
    }
}
