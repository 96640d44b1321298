<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Controller\Adminhtml\Payment;

use Ledgerline\Xero\Controller\Adminhtml\Mapping\AbstractSave;
use Magento\Framework\App\Action\HttpPostActionInterface;

/** Saves the page "Payment mapping". */
class Save extends AbstractSave implements HttpPostActionInterface
{
    public const ADMIN_RESOURCE = 'Ledgerline_Xero::payment_mapping_save';

    protected function paths(): array
    {
        return ['payments/map', 'payments/fees'];
    }
}
