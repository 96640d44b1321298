<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Controller\Adminhtml\Tax;

use Ledgerline\Xero\Block\Adminhtml\Mapping\Tax as Page;
use Ledgerline\Xero\Controller\Adminhtml\Mapping\AbstractSave;

/** Saves the page "Tax mapping". */
class Save extends AbstractSave
{
    public const ADMIN_RESOURCE = 'Ledgerline_Xero::tax_mapping_save';
    protected const PATHS = Page::PATHS;
}
