<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Block\Adminhtml\Operations;

use Ledgerline\Xero\Api\AvailabilityInterface;
use Ledgerline\Xero\Block\Adminhtml\AbstractPage as ConnectionPage;
use Ledgerline\Xero\Block\Adminhtml\PageContext;
use Ledgerline\Xero\Connection\Connection;
use Ledgerline\Xero\Text\Display;
use Magento\Backend\Block\Template\Context;
use Magento\Framework\Phrase;

/** What the pages about running the integration have in common: the organisation they are about, and how it stands. */
abstract class AbstractPage extends ConnectionPage
{
    protected readonly Connection $connection;
    protected readonly Display $display;

    public function __construct(Context $context, PageContext $page, array $data = [])
    {
        parent::__construct($context, $page, $data);
        $this->connection = $page->connection;
        $this->display = $page->display;
    }

    public function getDisplay(): Display
    {
        return $this->display;
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
        return match (true) {
            $this->isElsewhere() => __('Another server of the shop sends'),
            $this->connection->status($this->getConnection())->isUnavailable() => __('Xero Integration cannot work yet'),
            default => __('The shop is not connected to Xero yet'),
        };
    }

    /** Whether this server leaves sending to another one: then there is nothing to set up here. */
    public function isElsewhere(): bool
    {
        return $this->connection->status($this->getConnection())->code === AvailabilityInterface::ELSEWHERE;
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
}
