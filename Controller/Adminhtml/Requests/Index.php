<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Controller\Adminhtml\Requests;

use Ledgerline\Xero\Controller\Adminhtml\AbstractPage;
use Magento\Framework\Phrase;

/** Reports > Xero Integration > Daily requests. */
class Index extends AbstractPage
{
    public const ADMIN_RESOURCE = 'Ledgerline_Xero::requests';

    protected function title(): Phrase
    {
        return __('Daily requests');
    }
}
