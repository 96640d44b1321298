<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Controller\Adminhtml\Guide;

use Magento\Backend\App\Action;
use Magento\Framework\App\Action\HttpGetActionInterface;

/** The guide is for everybody who may see anything of the integration. */
abstract class AbstractGuide extends Action implements HttpGetActionInterface
{
    public const ADMIN_RESOURCE = 'Ledgerline_Xero::guide';
    private const ANY_OF = [self::ADMIN_RESOURCE, 'Ledgerline_Xero::xero', 'Ledgerline_Xero::config', 'Ledgerline_Xero::report'];

    protected function _isAllowed()
    {
        foreach (self::ANY_OF as $resource) {
            if ($this->_authorization->isAllowed($resource)) {
                return true;
            }
        }
        return false;
    }
}
