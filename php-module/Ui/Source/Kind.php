<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Ui\Source;

/** What a record becomes in Xero. */
class Kind extends AbstractWords
{
    protected function labels(): array
    {
        return [
            'contact' => __('Contact'),
            'item' => __('Item'),
            'invoice' => __('Sales invoice'),
            'payment' => __('Payment'),
            'credit_note' => __('Credit note'),
            'refund' => __('Refund'),
            'allocation' => __('Allocation'),
            'cancellation' => __('Cancellation'),
        ];
    }
}
