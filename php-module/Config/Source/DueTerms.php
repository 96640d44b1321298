<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Config\Source;

use Magento\Framework\Data\OptionSourceInterface;

/** From when the days until an invoice is due are counted: the payment terms of Xero's invoice settings, in Xero's words. */
class DueTerms implements OptionSourceInterface
{
    public const AFTER_DATE = 'after_date';

    public function toOptionArray(): array
    {
        return [
            ['value' => self::AFTER_DATE, 'label' => __('Day(s) after the invoice date')],
            ['value' => 'after_month', 'label' => __('Day(s) after the end of the invoice month')],
            ['value' => 'of_following_month', 'label' => __('Of the following month')],
            ['value' => 'of_current_month', 'label' => __('Of the current month')],
            ['value' => 'xero', 'label' => __("As in Xero's invoice settings")],
        ];
    }
}
