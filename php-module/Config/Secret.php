<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Config;

use Magento\Framework\App\Config\ScopeConfigInterface;
use Magento\Framework\App\DeploymentConfig;
use Magento\Framework\Encryption\EncryptorInterface;
use Magento\Store\Model\StoreManagerInterface;

/**
 * The client secret of a Xero app, readable, however it was written.
 *
 * Magento decrypts what the configuration page or config:set stored. What deployments write by hand is not encrypted:
 * environment variables come through as they are, but a plain text in app/etc/env.php has been "decrypted" to rubbish.
 */
class Secret
{
    private const PATH = 'connection/client_secret';

    public function __construct(
        private readonly Values $values,
        private readonly Connections $connections,
        private readonly StoreManagerInterface $storeManager,
        private readonly EncryptorInterface $encryptor,
        private readonly DeploymentConfig $deploymentConfig
    ) {}

    public function of(string $connection): string
    {
        $scope = $this->connections->scope($connection);
        $isDefault = $scope['scope'] === ScopeConfigInterface::SCOPE_TYPE_DEFAULT;
        $written = $this->written(
            $isDefault ? 'default' : 'websites/' . $this->storeManager->getWebsite($scope['id'])->getCode()
        );
        if ($written !== '') {
            return $written;
        }
        $value = $this->values->text(self::PATH, $scope);
        if ($this->looksEncrypted($value)) {
            $value = (string)$this->encryptor->decrypt($value);
        }
        if (!$isDefault && !preg_match('//u', $value)) {
            // The website inherits the default scope's plain text, which arrives as the same rubbish.
            $value = $this->written('default');
        }
        return trim($value);
    }

    /** A client secret that somebody wrote into app/etc/env.php as plain text, or nothing. */
    private function written(string $place): string
    {
        $raw = $this->deploymentConfig->get('system/' . $place . '/' . Settings::SECTION . '/' . self::PATH);
        return is_string($raw) && !$this->looksEncrypted($raw) ? trim($raw) : '';
    }

    /** Magento's cipher text begins with the numbers of key and method. */
    private function looksEncrypted(string $value): bool
    {
        return (bool)preg_match('#^\d+:\d+:[A-Za-z0-9+/=:]{16,}$#', $value);
    }
}
