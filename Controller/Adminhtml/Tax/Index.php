<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Controller\Adminhtml\Tax;

use Ledgerline\Xero\Controller\Adminhtml\AbstractPage;
use Magento\Framework\Phrase;

/** The page "Tax mapping". */
class Index extends AbstractPage
{
    public const ADMIN_RESOURCE = 'Ledgerline_Xero::tax_mapping';

    protected function title(): Phrase
    {
        return __('Tax mapping');
    }
}
