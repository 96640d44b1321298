<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Controller\Adminhtml;

use Ledgerline\Xero\Connection\Connection;
use Magento\Backend\App\Action;
use Magento\Backend\App\Action\Context;
use Magento\Framework\App\Action\HttpGetActionInterface;
use Magento\Framework\Exception\LocalizedException;
use Magento\Framework\Phrase;
use Magento\Framework\View\Result\PageFactory;

/** A page of the admin; its right is its entry in the menu, too. */
abstract class AbstractPage extends Action implements HttpGetActionInterface
{
    public function __construct(Context $context, private readonly PageFactory $pageFactory, private readonly Connection $connection)
    {
        parent::__construct($context);
    }

    abstract protected function title(): Phrase;

    public function execute()
    {
        try {
            $this->connection->named($this->getRequest());
        } catch (LocalizedException $e) {
            // A connection that is gone since the link was made.
            $this->messageManager->addErrorMessage($e->getMessage());
            return $this->resultRedirectFactory->create()->setPath('*/*/index');
        }
        $page = $this->pageFactory->create();
        $page->setActiveMenu(static::ADMIN_RESOURCE);
        $page->getConfig()->getTitle()->prepend($this->title());
        return $page;
    }
}
