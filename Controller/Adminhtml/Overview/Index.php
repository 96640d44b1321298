<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Controller\Adminhtml\Overview;

use Ledgerline\Xero\Controller\Adminhtml\AbstractPage;
use Magento\Framework\Phrase;

/** Xero Integration > Overview. */
class Index extends AbstractPage
{
    public const ADMIN_RESOURCE = 'Ledgerline_Xero::overview';

    /**
     * Links in e-mails know no secret key; the page shows, and does nothing.
     * @var string[]
     */
    protected $_publicActions = ['index'];

    protected function title(): Phrase
    {
        return __('Overview');
    }
}
