<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Config\Source;

use Magento\Framework\Data\OptionSourceInterface;

/** On which day payments and refunds are entered in Xero. */
class PaymentDate implements OptionSourceInterface
{
    public function toOptionArray(): array
    {
        return [
            ['value' => 'paid', 'label' => __('On the day of payment')],
            ['value' => 'document', 'label' => __('Like the document')],
        ];
    }
}
