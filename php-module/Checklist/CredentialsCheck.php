<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Checklist;

use Ledgerline\Xero\Config\Connections;
use Magento\Framework\App\Config\ScopeConfigInterface;

/** Are Client ID and secret of a Xero app saved? */
class CredentialsCheck implements CheckInterface
{
    public function __construct(private readonly ScopeConfigInterface $scopeConfig, private readonly Connections $connections) {}

    public function look(string $connection): Step
    {
        $title = (string)__('Xero app');
        $hasId = $this->isSaved('client_id', $connection);
        $hasSecret = $this->isSaved('client_secret', $connection);
        if ($hasId && $hasSecret) {
            return new Step($title, Step::DONE, (string)__('Client ID and secret are saved.'));
        }
        return new Step(
            $title,
            Step::TODO,
            $hasId || $hasSecret
                ? (string)__('Enter both the Client ID and the secret of your Xero app below, and save.')
                : (string)__('Create an app at Xero, enter its Client ID and secret below, and save.'),
            $hasId || $hasSecret
                ? ['label' => (string)__('Go to the fields'),
                    'focus' => 'ledgerline_xero_connection_' . ($hasId ? 'client_secret' : 'client_id')]
                : ['label' => (string)__('Create an app at Xero'), 'href' => 'https://developer.xero.com/app/manage', 'window' => true]
        );
    }

    private function isSaved(string $field, string $connection): bool
    {
        $scope = $this->connections->scope($connection);
        $value = $this->scopeConfig->getValue(
            'ledgerline_xero/connection/' . $field,
            $scope['scope'],
            $scope['scope'] === ScopeConfigInterface::SCOPE_TYPE_DEFAULT ? null : $scope['id']
        );
        return trim((string)$value) !== '';
    }
}
