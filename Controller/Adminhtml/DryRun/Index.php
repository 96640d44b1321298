<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Controller\Adminhtml\DryRun;

use Ledgerline\Xero\Controller\Adminhtml\AbstractPage;
use Magento\Framework\Phrase;

/** Reports > Xero Integration > Dry run. */
class Index extends AbstractPage
{
    public const ADMIN_RESOURCE = 'Ledgerline_Xero::dry_run';

    protected function title(): Phrase
    {
        return __('Dry run');
    }
}
