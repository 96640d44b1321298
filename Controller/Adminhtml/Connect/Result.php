<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Controller\Adminhtml\Connect;

use Magento\Backend\App\Action;
use Magento\Backend\App\Action\Context;
use Magento\Framework\App\Action\HttpGetActionInterface;
use Magento\Framework\View\Result\PageFactory;

/** The last page of the window: connected, a choice of organisation, or what went wrong. */
class Result extends Action implements HttpGetActionInterface
{
    public const ADMIN_RESOURCE = 'Ledgerline_Xero::connect';

    public function __construct(Context $context, private readonly PageFactory $pageFactory)
    {
        parent::__construct($context);
    }

    public function execute()
    {
        $page = $this->pageFactory->create();
        $page->getConfig()->getTitle()->set(__('Connect to Xero'));
        return $page;
    }
}
