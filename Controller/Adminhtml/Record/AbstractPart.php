<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Controller\Adminhtml\Record;

use Ledgerline\Xero\Problem\Problem;
use Ledgerline\Xero\Record\Selection;
use Magento\Backend\App\Action;
use Magento\Backend\App\Action\Context;
use Magento\Framework\App\Action\HttpGetActionInterface;
use Magento\Framework\Controller\Result\RawFactory;
use Magento\Framework\Escaper;
use Magento\Framework\Exception\LocalizedException;
use Magento\Framework\View\LayoutFactory;

/** A part of a record's page, fetched when somebody looks at it. */
abstract class AbstractPart extends Action implements HttpGetActionInterface
{
    /** The block that draws it. */
    protected const BLOCK = '';

    public function __construct(
        Context $context,
        private readonly Selection $selection,
        private readonly RawFactory $rawFactory,
        private readonly LayoutFactory $layoutFactory,
        private readonly Problem $problem,
        private readonly Escaper $escaper
    ) {
        parent::__construct($context);
    }

    public function execute()
    {
        // A page that asks every few seconds must not keep the person's other pages waiting.
        $this->_session->writeClose();
        try {
            $entity = $this->selection->entity();
            if (!$this->selection->isSingle()) {
                throw new LocalizedException(__('There is no such record.'));
            }
            $html = $this->layoutFactory->create()->createBlock(static::BLOCK, '', ['data' => [
                'entity' => $entity,
                'record_id' => (int)$this->getRequest()->getParam('id'),
            ]])->toHtml();
        } catch (\Throwable $thrown) {
            $html = '<div class="message message-warning warning"><div>'
                . $this->escaper->escapeHtml($this->problem->text($thrown)) . '</div></div>';
        }
        return $this->rawFactory->create()->setHeader('Content-Type', 'text/html; charset=UTF-8')->setContents($html);
    }
}
