<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Controller\Adminhtml\Queue;

use Magento\Backend\App\Action;
use Magento\Backend\App\Action\Context;
use Magento\Framework\App\Action\HttpGetActionInterface;
use Magento\Framework\View\Result\PageFactory;

/** Xero Integration > Queue. */
class Index extends Action implements HttpGetActionInterface
{
    public const ADMIN_RESOURCE = 'Ledgerline_Xero::queue';

    /**
     * Links in e-mails know no secret key; the page shows, and does nothing.
     *
     * @var string[]
     */
    protected $_publicActions = ['index'];

    public function __construct(Context $context, private readonly PageFactory $pageFactory)
    {
        parent::__construct($context);
    }

    public function execute()
    {
        $page = $this->pageFactory->create();
        $page->setActiveMenu('Ledgerline_Xero::queue');
        $page->getConfig()->getTitle()->prepend(__('Queue'));
        return $page;
    }
}
