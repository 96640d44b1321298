<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Block\Adminhtml\Config;

use Ledgerline\Xero\Connection\Connection;
use Magento\Backend\Block\Template\Context;

/** A field about the connection of the page's scope. */
abstract class AbstractConnectionField extends AbstractTemplateField
{
    public function __construct(Context $context, protected readonly Connection $connection, array $data = [])
    {
        parent::__construct($context, $data);
    }

    /** The connection of this page. */
    protected function code(): string
    {
        return $this->connection->ofPage($this->getRequest());
    }

    /** Whether the website on this page uses the connection of the default configuration. */
    public function isInherited(): bool
    {
        return $this->connection->isInherited($this->getRequest());
    }
}
