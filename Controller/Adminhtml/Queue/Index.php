<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Controller\Adminhtml\Queue;

use Ledgerline\Xero\Controller\Adminhtml\AbstractPage;
use Magento\Framework\Phrase;

/** Xero Integration > Queue. */
class Index extends AbstractPage
{
    public const ADMIN_RESOURCE = 'Ledgerline_Xero::queue';

    /**
     * Links in e-mails know no secret key; the page shows, and does nothing.
     * @var string[]
     */
    protected $_publicActions = ['index'];

    protected function title(): Phrase
    {
        return __('Queue');
    }
}
