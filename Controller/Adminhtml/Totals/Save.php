<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Controller\Adminhtml\Totals;

use Ledgerline\Xero\Block\Adminhtml\Mapping\Totals as Page;
use Ledgerline\Xero\Controller\Adminhtml\Mapping\AbstractSave;

/** Saves the page "Totals of other extensions". */
class Save extends AbstractSave
{
    public const ADMIN_RESOURCE = 'Ledgerline_Xero::totals_mapping_save';
    protected const PATHS = Page::PATHS;
}
