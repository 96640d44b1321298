<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Controller\Adminhtml\Reconciliation;

use Ledgerline\Xero\Controller\Adminhtml\AbstractPage;
use Magento\Framework\Phrase;

/** Reports > Xero Integration > Reconciliation. */
class Index extends AbstractPage
{
    public const ADMIN_RESOURCE = 'Ledgerline_Xero::reconciliation';

    protected function title(): Phrase
    {
        return __('Reconciliation');
    }
}
