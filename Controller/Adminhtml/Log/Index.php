<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Controller\Adminhtml\Log;

use Ledgerline\Xero\Controller\Adminhtml\AbstractPage;
use Magento\Framework\Phrase;

/** Reports > Xero Integration > View logs. */
class Index extends AbstractPage
{
    public const ADMIN_RESOURCE = 'Ledgerline_Xero::log';

    protected function title(): Phrase
    {
        return __('Logs');
    }
}
