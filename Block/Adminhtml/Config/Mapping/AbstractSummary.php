<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Block\Adminhtml\Config\Mapping;

use Ledgerline\Xero\Block\Adminhtml\Config\AbstractDisplay;
use Ledgerline\Xero\Connection\Connection;
use Ledgerline\Xero\Problem\Problem;
use Magento\Backend\Block\Template\Context;

/** How a mapping stands, with the link to the page where it is edited. It is no field: nothing is saved with the page. */
abstract class AbstractSummary extends AbstractDisplay
{
    /** Name of the page in addresses and rights. */
    protected const PAGE = '';

    protected $_template = 'Ledgerline_Xero::config/mapping-summary.phtml';

    public function __construct(Context $context, Connection $connection, private readonly Problem $problem, array $data = [])
    {
        parent::__construct($context, $connection, $data);
    }

    /** @return array{text:string, attention:string} how it stands */
    abstract protected function look(string $connection): array;

    /** What the link to the page is called. */
    abstract protected function label(): string;

    /** What stands there while there is nothing to choose from. */
    protected function later(): string
    {
        return (string)__('Once the shop is connected to Xero');
    }

    /** @return array{text:string, attention:string} how it stands, also when it cannot be read */
    public function getSummary(): array
    {
        try {
            return $this->look($this->code());
        } catch (\Throwable $thrown) {
            return ['text' => '', 'attention' => $this->problem->of($thrown)['message']];
        }
    }

    /** @return array{href:string, label:string}|null the link to the page, or nothing without the right */
    public function getLink(): ?array
    {
        return $this->_authorization->isAllowed('Ledgerline_Xero::' . static::PAGE . '_mapping') ? [
            'href' => $this->getUrl('ledgerline_xero/' . static::PAGE . '/index', ['connection' => $this->code()]),
            'label' => $this->label(),
        ] : null;
    }
}
