<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Controller\Adminhtml\Totals;

use Ledgerline\Xero\Controller\Adminhtml\Mapping\AbstractIndex;
use Magento\Framework\Phrase;

/** The page "Totals of other extensions". */
class Index extends AbstractIndex
{
    public const ADMIN_RESOURCE = 'Ledgerline_Xero::totals_mapping';

    protected function title(): Phrase
    {
        return __('Totals of other extensions');
    }
}
