<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Config\Source;

use Magento\Framework\Data\OptionSourceInterface;

/** Which contact of Xero a new customer becomes. */
class ContactMatch implements OptionSourceInterface
{
    public function toOptionArray(): array
    {
        return [
            ['value' => 'number', 'label' => __('By our number only')],
            ['value' => 'email', 'label' => __('By number, then by e-mail address')],
            ['value' => 'name', 'label' => __('By number, e-mail address, then name')],
        ];
    }
}
