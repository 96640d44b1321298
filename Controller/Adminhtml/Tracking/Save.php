<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Controller\Adminhtml\Tracking;

use Ledgerline\Xero\Block\Adminhtml\Mapping\Tracking as Page;
use Ledgerline\Xero\Controller\Adminhtml\Mapping\AbstractSave;

/** Saves the page "Tracking mapping". */
class Save extends AbstractSave
{
    public const ADMIN_RESOURCE = 'Ledgerline_Xero::tracking_mapping_save';
    protected const PATHS = Page::PATHS;
}
