<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Connection;

use Ledgerline\Xero\Config\Connections;
use Ledgerline\Xero\Sending\SendingStatus;
use Magento\Framework\AuthorizationInterface;
use Magento\Framework\UrlInterface;

/** Says on a page why nothing goes to Xero from it: the connection that was there is lost, or waits for an answer. */
class Interruption
{
    public function __construct(
        private readonly Connection $connection,
        private readonly Connections $connections,
        private readonly SendingStatus $sending,
        private readonly AuthorizationInterface $authorization,
        private readonly UrlInterface $url
    ) {}

    /**
     * What a page says about a connection; null while it works, and where it never did.
     * @return array{text:string, label:string, href:string}|null label and href are empty for those who may not see the configuration
     */
    public function of(string $connection): ?array
    {
        $status = $this->connection->status($connection);
        if ($status->organisation === null || $status->isConnected() || $status->isUnavailable()) {
            return null;
        }
        $scope = $this->connections->scope($connection);
        $mayGo = $this->authorization->isAllowed('Ledgerline_Xero::config');
        return [
            'text' => $this->sending->obstacle($connection),
            'label' => $mayGo ? (string)($status->question === null ? __('Connect to Xero') : __('Answer')) : '',
            'href' => $mayGo ? $this->url->getUrl(
                'adminhtml/system_config/edit',
                ['section' => 'ledgerline_xero'] + ($scope['id'] ? ['website' => $scope['id']] : [])
            ) : '',
        ];
    }
}
