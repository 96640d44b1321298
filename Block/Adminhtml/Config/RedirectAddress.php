<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Block\Adminhtml\Config;

use Ledgerline\Xero\Connection\Connection;
use Ledgerline\Xero\Connection\RedirectAddress as Address;
use Magento\Backend\Block\Template\Context;
use Magento\Config\Block\System\Config\Form\Field;
use Magento\Framework\Data\Form\Element\AbstractElement;
use Magento\Framework\View\Helper\SecureHtmlRenderer;

/** The address that must be entered at Xero, to be copied. */
class RedirectAddress extends Field
{
    protected $_template = 'Ledgerline_Xero::config/redirect-address.phtml';

    public function __construct(
        Context $context,
        private readonly Address $address,
        private readonly Connection $connection,
        array $data = [],
        ?SecureHtmlRenderer $secureRenderer = null
    ) {
        parent::__construct($context, $data, $secureRenderer);
    }

    public function render(AbstractElement $element)
    {
        $element->unsScope()->unsCanUseWebsiteValue()->unsCanUseDefaultValue();
        return parent::render($element);
    }

    public function getAddress(): string
    {
        return $this->address->get();
    }

    /** What Xero would refuse about the address, or an empty text: a connection that was made with it shows that it was accepted. */
    public function getWarning(): string
    {
        return $this->address->isAccepted() || $this->connection->isConnected($this->connection->ofPage($this->getRequest()))
            ? ''
            : (string)__('Xero accepts only addresses that begin with https:// (or http://localhost). Set a secure base URL for the admin first.');
    }

    protected function _getElementHtml(AbstractElement $element)
    {
        $this->setData('html_id', $element->getHtmlId());
        return $this->_toHtml();
    }
}
