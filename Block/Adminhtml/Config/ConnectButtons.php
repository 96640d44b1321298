<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Block\Adminhtml\Config;

use Ledgerline\Xero\Api\Data\ConnectionStatus;
use Ledgerline\Xero\Connection\Connection;
use Magento\Backend\Block\Template\Context;
use Magento\Framework\Serialize\Serializer\Json;

/** Connect Now, Test, Disconnect, and how the connection stands. */
class ConnectButtons extends AbstractDisplay
{
    protected $_template = 'Ledgerline_Xero::config/connect.phtml';

    public function __construct(Context $context, Connection $connection, private readonly Json $json, array $data = [])
    {
        parent::__construct($context, $connection, $data);
    }

    public function getStatus(): ConnectionStatus
    {
        return $this->connection->status($this->code());
    }

    public function getStatusText(): string
    {
        $status = $this->getStatus();
        $name = $status->organisationName();
        if ($status->question !== null) {
            return (string)__('Connected to %1, waiting for your answer', $name);
        }
        return match ($status->state) {
            ConnectionStatus::CONNECTED => (string)__('Connected to %1', $name),
            ConnectionStatus::NEEDS_CONNECTION => $name === '' ? (string)__('Connection lost') : (string)__('Connection to %1 lost', $name),
            ConnectionStatus::PAUSED => $name === '' ? (string)__('Paused') : (string)__('Connected to %1, paused', $name),
            default => (string)__('Not connected'),
        };
    }

    /** Whether the extension is missing, so that no button could do anything. */
    public function isUnavailable(): bool
    {
        return $this->getStatus()->isUnavailable();
    }

    /** Whether there is something to test and to disconnect. */
    public function hasConnection(): bool
    {
        return in_array(
            $this->getStatus()->state,
            [ConnectionStatus::CONNECTED, ConnectionStatus::NEEDS_CONNECTION, ConnectionStatus::PAUSED],
            true
        );
    }

    /** @param string $resource without the module's name */
    public function may(string $resource): bool
    {
        return $this->_authorization->isAllowed('Ledgerline_Xero::' . $resource);
    }

    public function getInit(): string
    {
        $parameters = ['connection' => $this->code()];
        return $this->json->serialize(['Ledgerline_Xero/js/config/connect' => [
            'connection' => $this->code(),
            'organisation' => $this->getStatus()->organisationName(),
            'question' => $this->question(),
            'urls' => [
                'start' => $this->getUrl('ledgerline_xero/connect/start', $parameters),
                'status' => $this->getUrl('ledgerline_xero/connect/status', $parameters),
                'confirm' => $this->getUrl('ledgerline_xero/connect/confirm', $parameters),
                'custom' => $this->getUrl('ledgerline_xero/connect/custom', $parameters),
                'test' => $this->getUrl('ledgerline_xero/connect/test', $parameters),
                'disconnect' => $this->getUrl('ledgerline_xero/connect/disconnect', $parameters),
                'refresh' => $this->getUrl('ledgerline_xero/accounts/refresh', $parameters),
            ],
        ]]);
    }

    /** The open question whether the books move, for the script; null when there is none, or this person may not answer it. */
    private function question(): ?array
    {
        return $this->may('connect') ? $this->getStatus()->question : null;
    }
}
