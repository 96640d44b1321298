<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Block\Adminhtml\Record;

use Ledgerline\Xero\Text\Display;
use Magento\Backend\Block\Template;
use Magento\Backend\Block\Template\Context;

/** A document in words: its facts, lines and total. */
class DocumentPreview extends Template
{
    protected $_template = 'Ledgerline_Xero::record/paper.phtml';

    /** @param array $data document: facts, lines, inclusive, net, tax, total, currency */
    public function __construct(Context $context, private readonly Display $display, array $data = [])
    {
        parent::__construct($context, $data);
    }

    public function getDocument(): array
    {
        return (array)$this->getData('document');
    }

    public function getDisplay(): Display
    {
        return $this->display;
    }
}
