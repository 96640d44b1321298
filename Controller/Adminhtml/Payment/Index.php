<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Controller\Adminhtml\Payment;

use Ledgerline\Xero\Controller\Adminhtml\AbstractPage;
use Magento\Framework\Phrase;

/** The page "Payment mapping". */
class Index extends AbstractPage
{
    public const ADMIN_RESOURCE = 'Ledgerline_Xero::payment_mapping';

    protected function title(): Phrase
    {
        return __('Payment mapping');
    }
}
