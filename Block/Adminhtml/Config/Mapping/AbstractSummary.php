<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Block\Adminhtml\Config\Mapping;

use Ledgerline\Xero\Connection\Connection;
use Ledgerline\Xero\Problem\Problem;
use Magento\Backend\Block\Template\Context;
use Magento\Config\Block\System\Config\Form\Field;
use Magento\Framework\Data\Form\Element\AbstractElement;
use Magento\Framework\View\Helper\SecureHtmlRenderer;

/** How a mapping stands, with the link to the page where it is edited. It is no field: nothing is saved with the page. */
abstract class AbstractSummary extends Field
{
    protected $_template = 'Ledgerline_Xero::config/mapping-summary.phtml';

    public function __construct(
        Context $context,
        private readonly Connection $connection,
        private readonly Problem $problem,
        array $data = [],
        ?SecureHtmlRenderer $secureRenderer = null
    ) {
        parent::__construct($context, $data, $secureRenderer);
    }

    /** @return array{text:string, attention:string} how it stands */
    abstract protected function look(string $connection): array;

    /** @return array{route:string, resource:string, label:string} the page: route, resource and label of the link */
    abstract protected function page(): array;

    /** What stands there while there is nothing to choose from. */
    protected function later(): string
    {
        return (string)__('Once the shop is connected to Xero');
    }

    /** @return array{text:string, attention:string} how it stands, also when it cannot be read */
    public function getSummary(): array
    {
        try {
            return $this->look($this->connection->ofPage($this->getRequest()));
        } catch (\Throwable $thrown) {
            return ['text' => '', 'attention' => $this->problem->of($thrown)['message']];
        }
    }

    /** @return array{href:string, label:string}|null the link to the page, or nothing without the right */
    public function getLink(): ?array
    {
        $page = $this->page();
        return $this->_authorization->isAllowed($page['resource']) ? [
            'href' => $this->getUrl($page['route'], ['connection' => $this->connection->ofPage($this->getRequest())]),
            'label' => $page['label'],
        ] : null;
    }

    public function render(AbstractElement $element)
    {
        $element->unsScope()->unsCanUseWebsiteValue()->unsCanUseDefaultValue();
        return parent::render($element);
    }

    protected function _getElementHtml(AbstractElement $element)
    {
        return $this->_toHtml();
    }
}
