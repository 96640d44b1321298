<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Config;

use Magento\Backend\Model\UrlInterface;
use Magento\Framework\App\Config\ScopeConfigInterface;
use Magento\Store\Model\StoreManagerInterface;

/**
 * Builds the settings document of one connection (docs/settings.md).
 *
 * It must come out the same in every area and process: a document that differs between cron and admin would be stored
 * anew by each of them.
 */
class SettingsDocument
{
    private const VERSION = 1;

    /**
     * @var Settings
     */
    private $settings;

    /**
     * @var Connections
     */
    private $connections;

    /**
     * @var StoreManagerInterface
     */
    private $storeManager;

    /**
     * @var UrlInterface
     */
    private $backendUrl;

    /**
     * @param Settings $settings
     * @param Connections $connections
     * @param StoreManagerInterface $storeManager
     * @param UrlInterface $backendUrl
     */
    public function __construct(
        Settings $settings,
        Connections $connections,
        StoreManagerInterface $storeManager,
        UrlInterface $backendUrl
    ) {
        $this->settings = $settings;
        $this->connections = $connections;
        $this->storeManager = $storeManager;
        $this->backendUrl = $backendUrl;
    }

    /**
     * The document as the engine keeps it.
     *
     * @param string $connection
     * @return array
     */
    public function build(string $connection): array
    {
        $accounts = $this->settings->accounts($connection);
        return [
            'version' => self::VERSION,
            'name' => $this->name($connection),
            'type' => $this->settings->connectionType($connection),
            'client_id' => $this->settings->clientId($connection),
            'client_secret' => $this->settings->clientSecret($connection),
            'shop' => $this->settings->shop($connection),
            'admin_url' => $this->adminUrl(),
            'accounts' => $accounts,
            'entities' => $this->entities($connection),
            'start_date' => $this->settings->startDate($connection),
            'document' => $this->settings->document($connection),
            'tax' => [
                'automatic' => $this->settings->taxAutomatic($connection),
                'map' => $this->settings->taxMap($connection),
            ],
            'payments' => ['map' => $this->settings->paymentMap($connection)],
            'websites' => $this->websites($connection, $accounts),
        ];
    }

    /**
     * Name of the connection for people: Magento's name of the scope.
     *
     * @param string $connection
     * @return string
     */
    private function name(string $connection): string
    {
        $scope = $this->connections->scope($connection);
        return $scope['scope'] === ScopeConfigInterface::SCOPE_TYPE_DEFAULT
            ? 'Default Config'
            : (string)$this->storeManager->getWebsite($scope['id'])->getName();
    }

    /**
     * Address of the admin; ends in a slash.
     *
     * @return string
     */
    private function adminUrl(): string
    {
        return rtrim((string)$this->backendUrl->getBaseUrl(), '/') . '/' . $this->backendUrl->getAreaFrontName() . '/';
    }

    /**
     * Switches per entity.
     *
     * @param string $connection
     * @return array
     */
    private function entities(string $connection): array
    {
        $entities = [];
        foreach (Settings::GROUPS as $group) {
            $entities[$group] = [
                'enabled' => $this->settings->isEnabled($group, $connection),
                'mode' => $this->settings->mode($group, $connection),
            ];
            if ($group === 'invoices' || $group === 'creditmemos') {
                $entities[$group]['prefix'] = $this->settings->prefix($group, $connection);
                $entities[$group]['suffix'] = $this->settings->suffix($group, $connection);
            }
        }
        return $entities;
    }

    /**
     * What single websites of the connection have otherwise.
     *
     * @param string $connection
     * @param array $accounts accounts of the connection
     * @return array
     */
    private function websites(string $connection, array $accounts): array
    {
        $websites = [];
        foreach ($this->connections->websites($connection) as $id) {
            $other = array_diff_assoc($this->settings->websiteAccounts($id), $accounts);
            if ($other) {
                $websites[(string)$id] = ['accounts' => $other];
            }
        }
        return $websites;
    }
}
