<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Block\Adminhtml\Operations;

use Ledgerline\Xero\Config\Connections;
use Ledgerline\Xero\Connection\Connection;
use Ledgerline\Xero\Connection\Interruption;
use Ledgerline\Xero\Text\Display;
use Magento\Backend\Block\Template;
use Magento\Backend\Block\Template\Context;
use Magento\Framework\Phrase;
use Magento\Framework\Serialize\Serializer\Json;

/** What the pages about running the integration have in common: the organisation they are about, and how it stands. */
abstract class AbstractPage extends Template
{
    public function __construct(
        Context $context,
        protected readonly Connection $connection,
        protected Connections $connections,
        protected readonly Display $display,
        protected readonly Json $json,
        protected readonly Interruption $interruption,
        array $data = []
    ) {
        parent::__construct($context, $data);
    }

    public function getDisplay(): Display
    {
        return $this->display;
    }

    /** @return array{text:string, label:string, href:string}|null why nothing goes to Xero at present, or null */
    public function getInterruption(): ?array
    {
        return $this->interruption->of($this->getConnection());
    }

    public function getConnection(): string
    {
        return $this->connection->named($this->getRequest());
    }

    /** @return array[] the organisations to choose from: label, href, current */
    public function getScopes(): array
    {
        $scopes = [];
        foreach ($this->connections->all() as $code) {
            $scopes[] = [
                'label' => $this->getName($code),
                'href' => $this->getUrl('*/*/index', ['connection' => $code]),
                'current' => $code === $this->getConnection(),
            ];
        }
        return $scopes;
    }

    /** A connection's name for people: that of its organisation, with its scope where the shop has several. */
    public function getName(string $code): string
    {
        return $this->connection->name($code);
    }

    /** Why there is nothing to see, in a sentence; empty when the connection knows an organisation. */
    public function getHindrance(): string
    {
        $status = $this->connection->status($this->getConnection());
        if ($status->organisation !== null) {
            return '';
        }
        return $status->isUnavailable() ? $this->connection->reason($this->getConnection()) : $this->getPromise();
    }

    /** What there will be to see, in a sentence. */
    abstract public function getPromise(): string;

    public function getHindranceTitle(): Phrase
    {
        return $this->connection->status($this->getConnection())->isUnavailable()
            ? __('Xero Integration cannot work yet')
            : __('The shop is not connected to Xero yet');
    }

    /** The guide's first steps, or nothing without the right. */
    public function getGuideUrl(): string
    {
        return $this->isAllowed('guide') ? $this->getUrl('ledgerline_xero/guide/index') : '';
    }

    /** Address of the configuration, or an empty text for those who may not see it. */
    public function getConfigurationUrl(): string
    {
        return $this->isAllowed('config')
            ? $this->getUrl('adminhtml/system_config/edit', ['section' => 'ledgerline_xero'])
            : '';
    }

    public function isAllowed(string $right): bool
    {
        return $this->_authorization->isAllowed('Ledgerline_Xero::' . $right);
    }
}
