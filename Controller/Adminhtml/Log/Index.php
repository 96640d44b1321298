<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Controller\Adminhtml\Log;

use Magento\Backend\App\Action;
use Magento\Backend\App\Action\Context;
use Magento\Framework\App\Action\HttpGetActionInterface;
use Magento\Framework\View\Result\PageFactory;

/** Reports > Xero Integration > View logs. */
class Index extends Action implements HttpGetActionInterface
{
    public const ADMIN_RESOURCE = 'Ledgerline_Xero::log';

    public function __construct(Context $context, private readonly PageFactory $pageFactory)
    {
        parent::__construct($context);
    }

    public function execute()
    {
        $page = $this->pageFactory->create();
        $page->setActiveMenu('Ledgerline_Xero::log');
        $page->getConfig()->getTitle()->prepend(__('Logs'));
        return $page;
    }
}
