<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Controller\Adminhtml\Guide;

use Magento\Backend\App\Action;
use Magento\Framework\App\Action\HttpGetActionInterface;

/**
 * The guide is for everybody who may see anything of the integration.
 */
abstract class AbstractGuide extends Action implements HttpGetActionInterface
{
    private const ANY_OF = ['Ledgerline_Xero::xero', 'Ledgerline_Xero::config', 'Ledgerline_Xero::report'];

    /**
     * @inheritdoc
     */
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
