<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Controller\Adminhtml\Totals;

use Ledgerline\Xero\Controller\Adminhtml\AbstractPage;
use Magento\Framework\Phrase;

/** The page "Totals of other extensions". */
class Index extends AbstractPage
{
    public const ADMIN_RESOURCE = 'Ledgerline_Xero::totals_mapping';

    protected function title(): Phrase
    {
        return __('Totals of other extensions');
    }
}
