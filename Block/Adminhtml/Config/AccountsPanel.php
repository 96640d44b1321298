<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Block\Adminhtml\Config;

use Ledgerline\Xero\Catalogue\Choices;
use Ledgerline\Xero\Connection\Connection;
use Ledgerline\Xero\Mapping\Writer;
use Magento\Backend\Block\Template\Context;
use Magento\Framework\Serialize\Serializer\Json;

/** When the lists were read, and the buttons that read them again and create what is missing. */
class AccountsPanel extends AbstractPanel
{
    protected $_template = 'Ledgerline_Xero::config/accounts.phtml';

    public function __construct(
        Context $context,
        Connection $connection,
        private readonly Choices $choices,
        private readonly Json $json,
        private readonly Writer $writer,
        array $data = []
    ) {
        parent::__construct($context, $connection, $data);
    }

    public function isConnected(): bool
    {
        return $this->connection->isConnected($this->code());
    }

    public function isRead(): bool
    {
        return $this->choices->isRead($this->code());
    }

    /** Whether this person may create accounts, and choose them here afterwards. */
    public function mayCreate(): bool
    {
        return $this->_authorization->isAllowed('Ledgerline_Xero::accounts_create')
            && !$this->writer->isReadOnly($this->code(), 'accounts/sales');
    }

    /** When and how much was read. */
    public function getSummary(): string
    {
        return $this->choices->summary($this->code());
    }

    public function getInit(): string
    {
        $parameters = ['connection' => $this->code()];
        return $this->json->serialize(['Ledgerline_Xero/js/config/accounts' => [
            'urls' => [
                'refresh' => $this->getUrl('ledgerline_xero/accounts/refresh', $parameters),
                'missing' => $this->getUrl('ledgerline_xero/accounts/missing', $parameters),
                'create' => $this->getUrl('ledgerline_xero/accounts/create', $parameters),
            ],
        ]]);
    }
}
