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
 * again by each of them.
 */
class SettingsDocument
{
    private const VERSION = 1;

    public function __construct(
        private readonly Settings $settings,
        private readonly Secret $secret,
        private readonly Mappings $mappings,
        private readonly DocumentRules $documentRules,
        private readonly Connections $connections,
        private readonly Values $values,
        private readonly StoreManagerInterface $storeManager,
        private readonly UrlInterface $backendUrl
    ) {}

    public function build(string $connection): array
    {
        $own = $this->overridable($this->connections->scope($connection));
        [$websites, $stores] = $this->overrides($connection, $own);
        return [
            'version' => self::VERSION,
            'name' => $this->name($connection),
            'type' => $this->settings->connectionType($connection),
            'client_id' => $this->settings->clientId($connection),
            'client_secret' => $this->secret->of($connection),
            'shop' => $this->settings->shop($connection),
            'admin_url' => $this->adminUrl(),
            'accounts' => $own['accounts'],
            'entities' => $this->entities($connection, $own['entities']),
            'start_date' => $this->settings->startDate($connection),
            'document' => $this->settings->document($connection),
            'documents' => $own['documents'],
            'contacts' => $this->settings->contacts($connection),
            'items' => ['inventory' => $this->settings->inventory($connection)],
            'tax' => [
                'automatic' => $this->mappings->taxAutomatic($connection),
                'map' => $this->mappings->taxMap($connection),
                'rules' => $this->mappings->taxRules($connection),
            ],
            'totals' => ['map' => $this->mappings->totals($connection)],
            'payments' => [
                'map' => $this->mappings->paymentMap($connection),
                'fees' => $this->mappings->paymentFees($connection),
            ],
            'tracking' => $this->mappings->tracking($connection),
        ] + $this->settings->limits($connection) + ['websites' => $websites, 'stores' => $stores];
    }

    /** Name of the connection for people: Magento's name of the scope. */
    private function name(string $connection): string
    {
        $scope = $this->connections->scope($connection);
        return $scope['scope'] === ScopeConfigInterface::SCOPE_TYPE_DEFAULT
            ? 'Default Config'
            : (string)$this->storeManager->getWebsite($scope['id'])->getName();
    }

    /** Address of the admin; ends in a slash. */
    private function adminUrl(): string
    {
        return rtrim((string)$this->backendUrl->getBaseUrl(), '/') . '/' . $this->backendUrl->getAreaFrontName() . '/';
    }

    /** @param array $affixes as from Settings::affixes() */
    private function entities(string $connection, array $affixes): array
    {
        $entities = [];
        foreach (Settings::GROUPS as $group) {
            $entities[$group] = [
                'enabled' => $this->settings->isEnabled($group, $connection),
                'mode' => $this->settings->mode($group, $connection),
            ] + ($affixes[$group] ?? []);
            if ($group === 'orders') {
                $entities[$group]['statuses'] = $this->settings->orderStatuses($connection);
            }
        }
        return $entities;
    }

    /**
     * What websites and store views of the connection have otherwise than the scope above them.
     * @param array $own what the connection has
     * @return array{0:array, 1:array} by website id, by store view id
     */
    private function overrides(string $connection, array $own): array
    {
        $websites = $stores = $effective = [];
        foreach ($this->connections->websites($connection) as $id) {
            $scope = $this->values->website($id);
            $effective[$id] = $this->overridable($scope);
            $websites[(string)$id] = $this->difference($effective[$id], $own);
        }
        foreach ($this->storeManager->getStores() as $store) {
            $websiteId = (int)$store->getWebsiteId();
            if (isset($effective[$websiteId])) {
                $there = $this->overridable($this->values->store((int)$store->getId()));
                $stores[(string)$store->getId()] = $this->difference($there, $effective[$websiteId]);
            }
        }
        ksort($websites);
        ksort($stores);
        return [array_filter($websites), array_filter($stores)];
    }

    /** @return array{accounts:array<string,string>, documents:array, entities:array} what may differ between scopes */
    private function overridable(array $scope): array
    {
        return [
            'accounts' => $this->settings->accounts($scope),
            'documents' => $this->documentRules->of($scope),
            'entities' => $this->settings->affixes($scope),
        ];
    }

    /** What of it is different, without empty parts. */
    private function difference(array $there, array $above): array
    {
        $difference = [];
        foreach ($there as $part => $values) {
            $difference[$part] = array_filter(
                $values,
                static fn ($value, string $name): bool => $value !== $above[$part][$name],
                ARRAY_FILTER_USE_BOTH
            );
        }
        foreach ($difference['entities'] as $group => $affixes) {
            $difference['entities'][$group] = array_diff_assoc($affixes, $above['entities'][$group]);
        }
        return array_filter($difference);
    }
}
