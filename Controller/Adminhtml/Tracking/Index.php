<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Controller\Adminhtml\Tracking;

use Ledgerline\Xero\Controller\Adminhtml\AbstractPage;
use Magento\Framework\Phrase;

/** The page "Tracking mapping". */
class Index extends AbstractPage
{
    public const ADMIN_RESOURCE = 'Ledgerline_Xero::tracking_mapping';

    protected function title(): Phrase
    {
        return __('Tracking mapping');
    }
}
