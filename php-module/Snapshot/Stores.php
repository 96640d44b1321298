<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Snapshot;

use Ledgerline\Xero\Config\Connections;
use Magento\Framework\App\Config\ScopeConfigInterface;
use Magento\Framework\DB\Select;
use Magento\Framework\Exception\NoSuchEntityException;
use Magento\Store\Model\ScopeInterface;
use Magento\Store\Model\StoreManagerInterface;

/**
 * What snapshots say about store views: names, connection, and the day it was there.
 *
 * Orders outlive their store view; then only the order knows its name, and the default connection keeps its books.
 */
class Stores
{
    public const TIME_ZONE = 'general/locale/timezone';
    /** Store view whose names and prices products have in the books; empty: the default values. */
    public const PRICE_STORE = 'ledgerline_xero/products/price_store';

    private const SECURE_URL = 'web/secure/base_url';
    private const UNSECURE_URL = 'web/unsecure/base_url';
    private const USE_SECURE = 'web/secure/use_in_frontend';

    /** @var array<int,array> */
    private array $facts = [];

    /** @var array<int,\DateTimeZone> */
    private array $timeZones = [];

    /** @var array<string,mixed> */
    private array $values = [];

    private ?\DateTimeZone $utc = null;

    public function __construct(
        private readonly StoreManagerInterface $storeManager,
        private readonly ScopeConfigInterface $config,
        private readonly Connections $connections
    ) {}

    /** Forgets what was read, so that a long process notices changed configuration. */
    public function forget(): void
    {
        $this->facts = [];
        $this->timeZones = [];
        $this->values = [];
    }

    /**
     * Adds "these, or all but these and what is unknown" to a query.
     * @param array{only?:int[],except?:int[]}|null $set of websites or store views
     */
    public function within(Select $select, string $column, ?array $set): void
    {
        if (isset($set['only'])) {
            $set['only'] === [] ? $select->where('1 = 0') : $select->where($column . ' IN (?)', $set['only']);
        } elseif (!empty($set['except'])) {
            $others = $select->getConnection()->quoteInto($column . ' NOT IN (?)', $set['except']);
            $select->where($column . ' IS NULL OR ' . $others);
        }
    }

    /** @param string $lastKnownName what the record itself says, for a store view that is gone */
    public function facts(?int $storeId, string $lastKnownName = ''): array
    {
        $facts = $this->lookup($storeId);
        if ($facts !== null) {
            return $facts;
        }
        // Orders keep website, store and view in three lines.
        $lines = preg_split('/\R/', trim($lastKnownName)) ?: [''];
        return [
            'id' => $storeId === null ? null : (string)$storeId,
            'code' => null,
            'website_id' => null,
            'website_code' => null,
            'name' => trim((string)end($lines)) ?: null,
            'url' => null,
        ];
    }

    public function connection(?int $storeId): string
    {
        $websiteId = $this->lookup($storeId)['website_id'] ?? null;
        return $this->connectionOfWebsite($websiteId === null ? null : (int)$websiteId);
    }

    public function connectionOfWebsite(?int $websiteId): string
    {
        return $websiteId ? $this->connections->forWebsite($websiteId) : Connections::DEFAULT_CODE;
    }

    /** The day of a moment, where the store is. */
    public function date(?int $storeId, ?string $utc): ?string
    {
        if ($utc === null || $utc === '' || str_starts_with($utc, '0000')) {
            return null;
        }
        $key = (int)$storeId;
        $this->timeZones[$key] ??= $this->timeZone($storeId);
        $this->utc ??= new \DateTimeZone('UTC');
        return (new \DateTimeImmutable($utc, $this->utc))->setTimezone($this->timeZones[$key])->format('Y-m-d');
    }

    /** A configuration value of a store view, or of the shop when there is none (any more). */
    public function value(string $path, ?int $storeId): ?string
    {
        $key = (int)$storeId . ' ' . $path;
        if (!array_key_exists($key, $this->values)) {
            $value = $storeId && $this->lookup($storeId) !== null
                ? $this->config->getValue($path, ScopeInterface::SCOPE_STORE, $storeId)
                : $this->config->getValue($path);
            $this->values[$key] = is_scalar($value) ? (string)$value : null;
        }
        return $this->values[$key];
    }

    /** @return array<string|null> the values that a configuration path has anywhere in the shop */
    public function values(string $path): array
    {
        $values = [$this->value($path, null)];
        foreach ($this->storeManager->getStores() as $store) {
            $values[] = $this->value($path, (int)$store->getId());
        }
        return array_values(array_unique($values));
    }

    /**
     * Which websites a connection is for: only these, or all but these (also those that are gone). Null: no condition.
     * @return array{only?:int[],except?:int[]}|null
     */
    public function websites(string $connection): ?array
    {
        $own = [];
        $others = [];
        foreach ($this->storeManager->getWebsites() as $website) {
            $id = (int)$website->getId();
            if ($this->connections->forWebsite($id) === $connection) {
                $own[] = $id;
            } else {
                $others[] = $id;
            }
        }
        if ($connection !== Connections::DEFAULT_CODE) {
            return ['only' => $own];
        }
        return $others === [] ? null : ['except' => $others];
    }

    /** @return array{only?:int[],except?:int[]}|null the same, said in store views */
    public function storeViews(string $connection): ?array
    {
        $websites = $this->websites($connection);
        if ($websites === null) {
            return null;
        }
        $kind = array_key_first($websites);
        $ids = [];
        foreach ($this->storeManager->getStores() as $store) {
            if (in_array((int)$store->getWebsiteId(), $websites[$kind], true)) {
                $ids[] = (int)$store->getId();
            }
        }
        return [$kind => $ids];
    }

    /**
     * The store view whose names and prices stand for a connection: the one that was chosen, else the shop's default
     * values, or the website's own.
     */
    public function storeOf(string $connection): int
    {
        $scope = $this->connections->scope($connection);
        $isWebsite = $scope['scope'] === 'websites';
        $chosen = $isWebsite
            ? $this->config->getValue(self::PRICE_STORE, ScopeInterface::SCOPE_WEBSITES, $scope['id'])
            : $this->config->getValue(self::PRICE_STORE);
        if (is_numeric($chosen) && $this->lookup((int)$chosen) !== null) {
            return (int)$chosen;
        }
        if (!$isWebsite) {
            return 0;
        }
        try {
            return (int)($this->storeManager->getWebsite((int)$scope['id'])->getDefaultStore()?->getId() ?? 0);
        } catch (\Exception) {
            return 0;
        }
    }

    public function priceCurrency(int $storeId): ?string
    {
        try {
            return $this->storeManager->getStore($storeId)->getBaseCurrencyCode() ?: null;
        } catch (\Exception) {
            return null;
        }
    }

    private function lookup(?int $storeId): ?array
    {
        if ($storeId === null) {
            return null;
        }
        if (!array_key_exists($storeId, $this->facts)) {
            $this->facts[$storeId] = $this->read($storeId);
        }
        return $this->facts[$storeId];
    }

    private function read(int $storeId): ?array
    {
        try {
            $store = $this->storeManager->getStore($storeId);
        } catch (NoSuchEntityException | \DomainException) {
            return null;
        }
        if ((int)$store->getId() !== $storeId) {
            return null;
        }
        $websiteId = (int)$store->getWebsiteId();
        try {
            $websiteCode = $websiteId === 0 ? null : $this->storeManager->getWebsite($websiteId)->getCode();
        } catch (\Exception) {
            $websiteCode = null;
        }
        return [
            'id' => (string)$storeId,
            'code' => (string)$store->getCode(),
            'website_id' => (string)$websiteId,
            'website_code' => $websiteCode,
            'name' => (string)$store->getName(),
            'url' => $this->url($storeId),
        ];
    }

    /** Address of a store view, the same from the web, cron and the command line. */
    private function url(int $storeId): ?string
    {
        $read = fn (string $path): string => trim((string)($storeId === 0
            ? $this->config->getValue($path)
            : $this->config->getValue($path, ScopeInterface::SCOPE_STORE, $storeId)));
        $unsecure = $read(self::UNSECURE_URL);
        $url = $read(self::USE_SECURE) === '1' ? $read(self::SECURE_URL) : $unsecure;
        $url = str_replace('{{unsecure_base_url}}', $unsecure, $url);
        // {{base_url}} means "whatever the request came in by": not a fact about the store.
        return $url === '' || str_contains($url, '{{') ? null : $url;
    }

    private function timeZone(?int $storeId): \DateTimeZone
    {
        try {
            return new \DateTimeZone($this->value(self::TIME_ZONE, $storeId) ?: 'UTC');
        } catch (\Exception) {
            return new \DateTimeZone('UTC');
        }
    }
}
