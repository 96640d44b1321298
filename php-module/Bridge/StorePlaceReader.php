<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Bridge;

use Ledgerline\Xero\Config\Options;
use Magento\Framework\App\Config\ConfigSourceInterface;
use Magento\Framework\App\Config\ScopeConfigInterface;

/** Looks where this process has its store. */
class StorePlaceReader
{
    private const BASE_URL = 'web/secure/base_url';
    private const PLAIN_BASE_URL = 'web/unsecure/base_url';

    /** @param ConfigSourceInterface $source configuration as it is stored, with its placeholders */
    public function __construct(
        private readonly Options $options,
        private readonly ScopeConfigInterface $config,
        private readonly ConfigSourceInterface $source
    ) {}

    public function here(): StorePlace
    {
        $store = $this->options->store();
        if (preg_match('#^[a-z]+://#', $store) === 1) {
            [$server, $database] = $this->server($store);
            return new StorePlace((string)gethostname(), "$server, $database", '', '', $database, $this->shop());
        }
        $folder = (string)preg_replace(['#^sqlite:#', '#\?.*$#'], '', $store);
        return new StorePlace((string)gethostname(), $folder, $this->inode($folder), $this->machine(), '', $this->shop());
    }

    /** Whether the shop has no address in its configuration: Magento then takes that of each request. */
    public function isShopUncertain(): bool
    {
        $stored = static fn (mixed $value): string => is_string($value) ? $value : '';
        return preg_match(
            '/^$|\{\{base_url\}\}/',
            str_replace('{{unsecure_base_url}}', $stored($this->source->get('default/' . self::PLAIN_BASE_URL)), $stored($this->source->get('default/' . self::BASE_URL)))
        ) === 1;
    }

    /**
     * Without user and password. Of two nodes one may reach the server by a socket and the other one by its name.
     *
     * @return array{0:string, 1:string} server; name and prefix of the database
     */
    private function server(string $address): array
    {
        // phpcs:disable Magento2.Functions.DiscouragedFunction
        $parts = (array)parse_url($address);
        parse_str((string)($parts['query'] ?? ''), $more);
        $name = rawurldecode(ltrim((string)($parts['path'] ?? ''), '/'));
        // phpcs:enable
        $more = array_filter($more, is_string(...));
        return [$more['socket'] ?? $this->host($parts), trim($name . ' ' . ($more['prefix'] ?? ''))];
    }

    /** @param array $parts of an address */
    private function host(array $parts): string
    {
        return strtolower((string)($parts['host'] ?? '')) . (isset($parts['port']) ? ':' . $parts['port'] : '');
    }

    private function inode(string $folder): string
    {
        if ($folder === '') {
            return '';
        }
        clearstatcache(true, $folder);
        // phpcs:ignore Magento2.Functions.DiscouragedFunction, Generic.PHP.NoSilencedErrors
        return (string)@fileinode($folder);
    }

    /** open_basedir may forbid the look: then it cannot be told. */
    private function machine(): string
    {
        // phpcs:disable Magento2.Functions.DiscouragedFunction, Generic.PHP.NoSilencedErrors
        $start = trim((string)@file_get_contents('/proc/sys/kernel/random/boot_id'));
        $processes = (string)@readlink('/proc/self/ns/pid');
        // phpcs:enable
        return $start === '' || $processes === '' ? '' : "$start $processes";
    }

    private function shop(): string
    {
        // phpcs:ignore Magento2.Functions.DiscouragedFunction
        return $this->host((array)parse_url((string)$this->config->getValue(self::BASE_URL)));
    }
}
