<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Block\Adminhtml;

use Magento\Backend\Block\Template;
use Magento\Backend\Block\Template\Context;

/** What the pages about a connection have in common: which one it is, which others there are, and what stands in its way. */
abstract class AbstractPage extends Template
{
    public function __construct(Context $context, protected readonly PageContext $page, array $data = [])
    {
        parent::__construct($context, $data);
    }

    public function getConnection(): string
    {
        return $this->page->connection->named($this->getRequest());
    }

    /** @return array{text:string, label:string, href:string}|null why Xero cannot be asked at present, or null */
    public function getInterruption(): ?array
    {
        return $this->page->interruption->of($this->getConnection());
    }

    /** @return array[] the scopes with a connection of their own: label, href, current */
    public function getScopes(): array
    {
        return array_map(fn (string $code): array => [
            'label' => $this->page->connection->name($code),
            'href' => $this->getUrl('*/*/index', ['connection' => $code]),
            'current' => $code === $this->getConnection(),
        ], $this->page->connections->all());
    }

    /** @param string $right without the module's name */
    public function isAllowed(string $right): bool
    {
        return $this->_authorization->isAllowed('Ledgerline_Xero::' . $right);
    }
}
