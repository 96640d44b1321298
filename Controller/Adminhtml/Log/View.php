<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Controller\Adminhtml\Log;

use Ledgerline\Xero\Api\EngineInterface;
use Ledgerline\Xero\Block\Adminhtml\Log\Line;
use Ledgerline\Xero\Problem\Problem;
use Magento\Backend\App\Action;
use Magento\Backend\App\Action\Context;
use Magento\Framework\App\Action\HttpGetActionInterface;
use Magento\Framework\View\Result\PageFactory;

/** One line of the log in full. */
class View extends Action implements HttpGetActionInterface
{
    public const ADMIN_RESOURCE = 'Ledgerline_Xero::log';

    public function __construct(
        Context $context,
        private readonly PageFactory $pageFactory,
        private readonly EngineInterface $engine,
        private readonly Problem $problem
    ) {
        parent::__construct($context);
    }

    public function execute()
    {
        try {
            $line = $this->engine->logDetail((int)$this->getRequest()->getParam('id'));
        } catch (\Throwable $thrown) {
            $this->messageManager->addErrorMessage($this->problem->text($thrown));
            return $this->resultRedirectFactory->create()->setPath('ledgerline_xero/log/index');
        }
        $page = $this->pageFactory->create();
        $page->setActiveMenu('Ledgerline_Xero::log');
        $title = '';
        $block = $page->getLayout()->getBlock('ledgerline.xero.log.line');
        if ($block instanceof Line) {
            $block->setLine($line);
            $title = $block->getTitle();
        }
        $page->getConfig()->getTitle()->prepend($title !== '' ? $title : (string)__('Line of the log'));
        return $page;
    }
}
