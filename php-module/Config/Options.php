<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Config;

use Magento\Framework\App\DeploymentConfig;
use Magento\Framework\App\Filesystem\DirectoryList;

/** What the engine needs to know before it can open its store; from app/etc/env.php, section "ledgerline". */
class Options
{
    private const SECTION = 'ledgerline';
    /** Read from env.php as they are; the engine checks them. */
    private const PASSED_ON = ['durability', 'proxy', 'ca_file', 'timeout'];

    /** The word for a store in the shop's own database. */
    private const SHOP_DATABASE = 'mysql';

    public function __construct(
        private readonly DeploymentConfig $deploymentConfig,
        private readonly DirectoryList $directories,
        private readonly DatabaseAddress $database
    ) {}

    /** All options, for the constructor of the engine. */
    public function all(): array
    {
        $options = ['store' => $this->store(), 'keys' => $this->keys(), 'xero_url' => $this->xeroUrl()];
        foreach (self::PASSED_ON as $name) {
            $value = $this->deploymentConfig->get(self::SECTION . '/' . $name);
            if ($value !== null && $value !== '') {
                $options[$name] = $name === 'timeout' ? (int)$value : (string)$value;
            }
        }
        return $options;
    }

    /** Address of the store, with its password where it is on a server, or the absolute folder of the one in SQLite. */
    public function store(): string
    {
        return $this->address((string)$this->deploymentConfig->get(self::SECTION . '/store'));
    }

    /** The same for a setting that is not in app/etc/env.php yet. */
    public function address(string $store): string
    {
        $folder = $this->directories->getPath(DirectoryList::VAR_DIR) . '/ledgerline';
        if ($store === '' || $store === self::SHOP_DATABASE) {
            return $store === '' ? $folder : $this->database->of($folder);
        }
        $isComplete = $store[0] === '/' || preg_match('/^[a-z]+:/', $store) === 1;
        return $isComplete ? $store : $this->directories->getRoot() . '/' . $store;
    }

    /**
     * The shop's deployment keys, the newest first.
     *
     * What the store keeps secret is encrypted with a key derived from them.
     *
     * @return string[]
     */
    private function keys(): array
    {
        // Magento appends a new key as a new line.
        $keys = preg_split('/\s+/', trim((string)$this->deploymentConfig->get('crypt/key')), -1, PREG_SPLIT_NO_EMPTY);
        return array_reverse($keys ?: []);
    }

    /** One address that replaces all of Xero's (sandbox), or null. */
    private function xeroUrl(): ?string
    {
        // phpcs:ignore Magento2.Functions.DiscouragedFunction
        $url = (string)getenv('LEDGERLINE_XERO_URL');
        if ($url === '') {
            $url = (string)$this->deploymentConfig->get(self::SECTION . '/xero_url');
        }
        return $url === '' ? null : $url;
    }
}
