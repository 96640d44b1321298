<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Config;

use Magento\Config\App\Config\Type\System;
use Magento\Framework\App\Cache\Type\Config as ConfigCache;
use Magento\Framework\App\Config\ConfigSourceInterface;
use Magento\Framework\App\Config\ScopeConfigInterface;
use Magento\Framework\Exception\LocalizedException;
use Magento\Framework\Serialize\Serializer\Json;
use Magento\Store\Api\Data\WebsiteInterface;
use Magento\Store\Model\ScopeInterface;
use Magento\Store\Model\StoreManagerInterface;

/**
 * Which connections to Xero the shop has: the default one, and one for each website with an app of its own.
 *
 * A website has a connection of its own when its scope holds a client id, even the same as the default one: one app may
 * keep several organisations. Scope values are merged when Magento reads them, so this asks the sources before the
 * merge and keeps the answer in the configuration cache.
 */
class Connections
{
    public const DEFAULT_CODE = 'default';
    private const WEBSITE_PREFIX = 'website_';
    private const CLIENT_ID = 'ledgerline_xero/connection/client_id';
    private const CACHE_ID = 'ledgerline_xero_connections';
    private const CACHE_TAG = 'LEDGERLINE_XERO_CONNECTIONS';

    /**
     * Website id to connection code, of the websites with a connection of their own.
     * @var array<int,string>|null
     */
    private ?array $own = null;

    /** @param ConfigSourceInterface $source configuration as it is stored, before scopes are merged */
    public function __construct(
        private readonly StoreManagerInterface $storeManager,
        private readonly ScopeConfigInterface $scopeConfig,
        private readonly ConfigSourceInterface $source,
        private readonly ConfigCache $cache,
        private readonly Json $json
    ) {}

    /** @return string[] codes of all connections, "default" first */
    public function all(): array
    {
        return array_merge([self::DEFAULT_CODE], array_values($this->own()));
    }

    public function exists(string $code): bool
    {
        return in_array($code, $this->all(), true);
    }

    public function forWebsite(int $websiteId): string
    {
        return $this->own()[$websiteId] ?? self::DEFAULT_CODE;
    }

    /** @return int[] ids of the websites whose books a connection keeps */
    public function websites(string $code): array
    {
        $ids = [];
        foreach ($this->storeManager->getWebsites() as $website) {
            if ($this->forWebsite((int)$website->getId()) === $code) {
                $ids[] = (int)$website->getId();
            }
        }
        return $ids;
    }

    /**
     * The configuration scope that a connection's settings are read from.
     * @return array{scope:string, id:int} scope is "default" or "websites"
     * @throws LocalizedException when there is no such connection
     */
    public function scope(string $code): array
    {
        if ($code === self::DEFAULT_CODE) {
            return ['scope' => ScopeConfigInterface::SCOPE_TYPE_DEFAULT, 'id' => 0];
        }
        $id = array_search($code, $this->own(), true);
        if ($id === false) {
            throw new LocalizedException(__('There is no connection "%1". The shop has: %2.', $code, implode(', ', $this->all())));
        }
        return ['scope' => ScopeInterface::SCOPE_WEBSITES, 'id' => (int)$id];
    }

    /** Forgets what was read, here and for every other process, because a client id was saved or removed. */
    public function reset(): void
    {
        $this->own = null;
        $this->cache->clean('matchingTag', [self::CACHE_TAG]);
    }

    /**
     * Websites with a connection of their own.
     * @return array<int,string>
     */
    private function own(): array
    {
        if ($this->own === null) {
            $id = $this->cacheId();
            $cached = $this->cache->load($id);
            if (is_string($cached) && $cached !== '') {
                $this->own = $this->json->unserialize($cached);
            } else {
                $this->own = $this->read();
                $this->cache->save($this->json->serialize($this->own), $id, [System::CACHE_TAG, self::CACHE_TAG]);
            }
        }
        return $this->own;
    }

    /**
     * Names what was read from these client ids. The tag of the system configuration alone would not do: since 2.4.7 Magento
     * replaces that after a change, and cleans nothing. Nor would the ids alone: a website's own may be that of the default, so
     * whatever saves one calls reset().
     */
    private function cacheId(): string
    {
        $ids = ['' => (string)$this->scopeConfig->getValue(self::CLIENT_ID)];
        foreach ($this->storeManager->getWebsites() as $website) {
            $ids[(string)$website->getCode()] = $this->merged($website);
        }
        return self::CACHE_ID . '_' . hash('sha256', $this->json->serialize($ids));
    }

    /** The client id that counts for a website. */
    private function merged(WebsiteInterface $website): string
    {
        return (string)$this->scopeConfig->getValue(self::CLIENT_ID, ScopeInterface::SCOPE_WEBSITES, $website->getCode());
    }

    /** @return array<int,string> */
    private function read(): array
    {
        $stored = $this->source->get(ScopeInterface::SCOPE_WEBSITES);
        $default = (string)$this->scopeConfig->getValue(self::CLIENT_ID);
        $own = [];
        foreach ($this->storeManager->getWebsites() as $website) {
            $value = is_array($stored) ? ($stored[$website->getCode()] ?? null) : null;
            foreach (explode('/', self::CLIENT_ID) as $key) {
                $value = is_array($value) ? ($value[$key] ?? null) : null;
            }
            // Environment variables are merged in later; there only a value that differs can be recognised.
            $merged = $this->merged($website);
            if ((is_string($value) && $value !== '') || ($merged !== '' && $merged !== $default)) {
                $own[(int)$website->getId()] = self::WEBSITE_PREFIX . $website->getCode();
            }
        }
        return $own;
    }
}
