<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Controller\Adminhtml\Payment;

use Ledgerline\Xero\Block\Adminhtml\Mapping\Payment as Page;
use Ledgerline\Xero\Controller\Adminhtml\Mapping\AbstractSave;

/** Saves the page "Payment mapping". */
class Save extends AbstractSave
{
    public const ADMIN_RESOURCE = 'Ledgerline_Xero::payment_mapping_save';
    protected const PATHS = Page::PATHS;
}
