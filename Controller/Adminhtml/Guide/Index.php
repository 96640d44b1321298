<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Controller\Adminhtml\Guide;

use Ledgerline\Xero\Guide\Library;
use Ledgerline\Xero\Guide\Markdown;
use Magento\Backend\App\Action\Context;
use Magento\Framework\Exception\NotFoundException;
use Magento\Framework\View\Result\PageFactory;

/** A page of the user guide. */
class Index extends AbstractGuide
{
    /**
     * Links from elsewhere know no secret key; the page shows, and does nothing.
     * @var string[]
     */
    protected $_publicActions = ['index'];

    public function __construct(
        Context $context,
        private readonly PageFactory $pageFactory,
        private readonly Library $library,
        private readonly Markdown $markdown
    ) {
        parent::__construct($context);
    }

    public function execute()
    {
        $text = $this->library->page((string)$this->getRequest()->getParam('page', Library::START));
        if ($text === null) {
            throw new NotFoundException(__('The guide has no such page.'));
        }
        $page = $this->pageFactory->create();
        $page->setActiveMenu('Ledgerline_Xero::guide');
        $page->getConfig()->getTitle()->prepend($this->markdown->title($text));
        return $page;
    }
}
