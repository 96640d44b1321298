<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Config;

use Magento\Framework\App\Config\ScopeConfigInterface;
use Magento\Framework\App\DeploymentConfig;
use Magento\Framework\Encryption\EncryptorInterface;
use Magento\Framework\Exception\LocalizedException;
use Magento\Framework\Serialize\Serializer\Json;
use Magento\Store\Model\ScopeInterface;
use Magento\Store\Model\StoreManagerInterface;

/**
 * Typed reader of the configuration under ledgerline_xero/, for a connection.
 *
 * Entities may be named as in snapshots (customer, invoice …) or as in configuration paths (customers, invoices …,
 * payments).
 */
class Settings
{
    public const SECTION = 'ledgerline_xero';
    public const MODE_IMMEDIATELY = 'immediately';
    public const MODE_CRON = 'cron';
    public const DOCUMENT_INVOICE = 'invoice';
    public const DOCUMENT_ORDER = 'order';
    public const TYPE_WEB_APP = 'web_app';
    public const TYPE_CUSTOM = 'custom';

    /** Entities with a group of their own in the configuration. */
    public const GROUPS = ['customers', 'products', 'orders', 'invoices', 'creditmemos', 'payments'];
    /** What a snapshot can be made of, in the order in which documents depend on each other. */
    public const ENTITIES = ['customer', 'product', 'order', 'invoice', 'creditmemo'];
    public const ACCOUNTS = ['bank', 'sales', 'shipping', 'inventory', 'cogs', 'rounding', 'adjustment'];

    /**
     * @var ScopeConfigInterface
     */
    private $scopeConfig;

    /**
     * @var Connections
     */
    private $connections;

    /**
     * @var StoreManagerInterface
     */
    private $storeManager;

    /**
     * @var EncryptorInterface
     */
    private $encryptor;

    /**
     * @var DeploymentConfig
     */
    private $deploymentConfig;

    /**
     * @var Json
     */
    private $json;

    /**
     * @param ScopeConfigInterface $scopeConfig
     * @param Connections $connections
     * @param StoreManagerInterface $storeManager
     * @param EncryptorInterface $encryptor
     * @param DeploymentConfig $deploymentConfig
     * @param Json $json
     */
    public function __construct(
        ScopeConfigInterface $scopeConfig,
        Connections $connections,
        StoreManagerInterface $storeManager,
        EncryptorInterface $encryptor,
        DeploymentConfig $deploymentConfig,
        Json $json
    ) {
        $this->scopeConfig = $scopeConfig;
        $this->connections = $connections;
        $this->storeManager = $storeManager;
        $this->encryptor = $encryptor;
        $this->deploymentConfig = $deploymentConfig;
        $this->json = $json;
    }

    /**
     * Whether an entity is switched on.
     *
     * @param string $entity
     * @param string $connection
     * @return bool
     */
    public function isEnabled(string $entity, string $connection): bool
    {
        return $this->flag($this->group($entity) . '/enabled', $connection, true);
    }

    /**
     * Whether snapshots of an entity are wanted.
     *
     * It is switched on, and of order and invoice it is the sales document. Where orders are, invoices still say that
     * and when they were paid.
     *
     * @param string $entity
     * @param string $connection
     * @return bool
     */
    public function isSent(string $entity, string $connection): bool
    {
        $group = $this->group($entity);
        if ($group === 'orders' && $this->document($connection) !== self::DOCUMENT_ORDER) {
            return false;
        }
        return $this->isEnabled($this->ruling($group, $connection), $connection);
    }

    /**
     * How snapshots of an entity are sent: "immediately" or "cron".
     *
     * @param string $entity
     * @param string $connection
     * @return string
     */
    public function sendingMode(string $entity, string $connection): string
    {
        return $this->mode($this->ruling($this->group($entity), $connection), $connection);
    }

    /**
     * "immediately" or "cron".
     *
     * @param string $entity
     * @param string $connection
     * @return string
     */
    public function mode(string $entity, string $connection): string
    {
        return $this->value($this->group($entity) . '/mode', $connection) === self::MODE_IMMEDIATELY
            ? self::MODE_IMMEDIATELY
            : self::MODE_CRON;
    }

    /**
     * What stands before a document's number.
     *
     * @param string $entity
     * @param string $connection
     * @return string
     */
    public function prefix(string $entity, string $connection): string
    {
        return $this->value($this->group($entity) . '/prefix', $connection);
    }

    /**
     * What stands behind a document's number.
     *
     * @param string $entity
     * @param string $connection
     * @return string
     */
    public function suffix(string $entity, string $connection): string
    {
        return $this->value($this->group($entity) . '/suffix', $connection);
    }

    /**
     * Documents before this day (YYYY-MM-DD) are not sent; null means all.
     *
     * @param string $connection
     * @return string|null
     */
    public function startDate(string $connection): ?string
    {
        $value = trim($this->value('sync/start_date', $connection));
        if ($value === '') {
            return null;
        }
        // The date picker of older shops stores the time as well.
        return preg_match('/^\d{4}-\d{2}-\d{2}/', $value, $found) ? $found[0] : $value;
    }

    /**
     * The sales document: "invoice" or "order".
     *
     * @param string $connection
     * @return string
     */
    public function document(string $connection): string
    {
        return $this->value('sync/document', $connection) === self::DOCUMENT_ORDER
            ? self::DOCUMENT_ORDER
            : self::DOCUMENT_INVOICE;
    }

    /**
     * Short code that precedes customer ids in contact numbers.
     *
     * @param string $connection
     * @return string
     */
    public function shop(string $connection): string
    {
        return trim($this->value('sync/shop', $connection)) ?: 'M2';
    }

    /**
     * How the shop signs in at Xero: "web_app" or "custom".
     *
     * @param string $connection
     * @return string
     */
    public function connectionType(string $connection): string
    {
        return $this->value('connection/type', $connection) === self::TYPE_CUSTOM
            ? self::TYPE_CUSTOM
            : self::TYPE_WEB_APP;
    }

    /**
     * Client id of the Xero app.
     *
     * @param string $connection
     * @return string
     */
    public function clientId(string $connection): string
    {
        return trim($this->value('connection/client_id', $connection));
    }

    /**
     * Client secret of the Xero app, readable.
     *
     * Magento decrypts what the configuration page or config:set stored. What deployments write by hand is not
     * encrypted: environment variables come through as they are, but a plain text in app/etc/env.php has been
     * "decrypted" to rubbish.
     *
     * @param string $connection
     * @return string
     */
    public function clientSecret(string $connection): string
    {
        $scope = $this->connections->scope($connection);
        $isDefault = $scope['scope'] === ScopeConfigInterface::SCOPE_TYPE_DEFAULT;
        $written = $this->writtenSecret(
            $isDefault ? 'default' : 'websites/' . $this->storeManager->getWebsite($scope['id'])->getCode()
        );
        if ($written !== '') {
            return $written;
        }
        $value = $this->value('connection/client_secret', $connection);
        if ($this->looksEncrypted($value)) {
            $value = (string)$this->encryptor->decrypt($value);
        }
        if (!$isDefault && !preg_match('//u', $value)) {
            // The website inherits the default scope's plain text, which arrives as the same rubbish.
            $value = $this->writtenSecret('default');
        }
        return trim($value);
    }

    /**
     * A client secret that somebody wrote into app/etc/env.php as plain text, or nothing.
     *
     * @param string $place
     * @return string
     */
    private function writtenSecret(string $place): string
    {
        $raw = $this->deploymentConfig->get('system/' . $place . '/' . self::SECTION . '/connection/client_secret');
        return is_string($raw) && !$this->looksEncrypted($raw) ? trim($raw) : '';
    }

    /**
     * Xero accounts by purpose (see ACCOUNTS).
     *
     * @param string $connection
     * @return array<string,string>
     */
    public function accounts(string $connection): array
    {
        $accounts = [];
        foreach (self::ACCOUNTS as $name) {
            $accounts[$name] = trim($this->value('accounts/' . $name, $connection));
        }
        return $accounts;
    }

    /**
     * Xero accounts by purpose, as one website has them.
     *
     * @param int $websiteId
     * @return array<string,string>
     */
    public function websiteAccounts(int $websiteId): array
    {
        $accounts = [];
        foreach (self::ACCOUNTS as $name) {
            $accounts[$name] = trim((string)$this->scopeConfig->getValue(
                self::SECTION . '/accounts/' . $name,
                ScopeInterface::SCOPE_WEBSITES,
                $websiteId
            ));
        }
        return $accounts;
    }

    /**
     * Whether tax rates that are not in the map are matched by percentage.
     *
     * @param string $connection
     * @return bool
     */
    public function taxAutomatic(string $connection): bool
    {
        return $this->flag('tax/automatic', $connection, true);
    }

    /**
     * Magento tax rate (code or percentage without trailing zeros) to Xero tax type.
     *
     * @param string $connection
     * @return array<string,string>
     */
    public function taxMap(string $connection): array
    {
        $map = [];
        foreach ($this->rows('tax/map', $connection) as $row) {
            $rate = trim((string)($row['rate'] ?? ''));
            $type = trim((string)($row['tax_type'] ?? ''));
            if ($rate !== '' && $type !== '') {
                $map[$this->percentage($rate)] = $type;
            }
        }
        return $map;
    }

    /**
     * Payment method to Xero account; "none" means that no payment is made in Xero.
     *
     * @param string $connection
     * @return array<string,string>
     */
    public function paymentMap(string $connection): array
    {
        $map = [];
        foreach ($this->rows('payments/map', $connection) as $row) {
            $method = trim((string)($row['method'] ?? ''));
            $account = trim((string)($row['account'] ?? ''));
            if ($method !== '' && $account !== '') {
                $map[$method] = $account;
            }
        }
        return $map;
    }

    /**
     * How many days log lines and settled jobs are kept.
     *
     * @return array{log_days:int, job_days:int}
     */
    public function keepDays(): array
    {
        return [
            'log_days' => max(1, (int)($this->value('log/log_days', Connections::DEFAULT_CODE) ?: 90)),
            'job_days' => max(1, (int)($this->value('log/job_days', Connections::DEFAULT_CODE) ?: 30)),
        ];
    }

    /**
     * Cron expression of the drain.
     *
     * @return string
     */
    public function drainSchedule(): string
    {
        return trim($this->value('cron/drain_schedule', Connections::DEFAULT_CODE)) ?: '*/30 * * * *';
    }

    /**
     * Name of the configuration group that rules an entity.
     *
     * @param string $entity
     * @return string
     */
    private function group(string $entity): string
    {
        if (in_array($entity, self::GROUPS, true)) {
            return $entity;
        }
        if (in_array($entity . 's', self::GROUPS, true)) {
            return $entity . 's';
        }
        throw new \InvalidArgumentException(sprintf('"%s" is not an entity that is kept in Xero.', $entity));
    }

    /**
     * The group that rules over snapshots: an invoice beside an order document is there for its payment.
     *
     * @param string $group
     * @param string $connection
     * @return string
     */
    private function ruling(string $group, string $connection): string
    {
        return $group === 'invoices' && $this->document($connection) === self::DOCUMENT_ORDER ? 'payments' : $group;
    }

    /**
     * One value in the scope of a connection.
     *
     * @param string $path below the section
     * @param string $connection
     * @return string
     * @throws LocalizedException when there is no such connection
     */
    private function value(string $path, string $connection): string
    {
        $scope = $this->connections->scope($connection);
        $value = $this->scopeConfig->getValue(self::SECTION . '/' . $path, $scope['scope'], $scope['id'] ?: null);
        return is_scalar($value) ? (string)$value : '';
    }

    /**
     * One yes or no.
     *
     * @param string $path
     * @param string $connection
     * @param bool $default
     * @return bool
     */
    private function flag(string $path, string $connection, bool $default): bool
    {
        $value = $this->value($path, $connection);
        return $value === '' ? $default : !in_array($value, ['0', 'false', 'no'], true);
    }

    /**
     * Rows of a table in the configuration, as Magento's ArraySerialized stores them.
     *
     * @param string $path
     * @param string $connection
     * @return array[]
     */
    private function rows(string $path, string $connection): array
    {
        $scope = $this->connections->scope($connection);
        $value = $this->scopeConfig->getValue(self::SECTION . '/' . $path, $scope['scope'], $scope['id'] ?: null);
        if (is_string($value) && $value !== '') {
            try {
                $value = $this->json->unserialize($value);
            } catch (\InvalidArgumentException $e) {
                throw new LocalizedException(
                    __(
                        'The setting %1 cannot be read. Save the configuration page again.',
                        self::SECTION . '/' . $path
                    ),
                    $e
                );
            }
        }
        return is_array($value) ? array_filter($value, 'is_array') : [];
    }

    /**
     * "20.0000" and "20 %" become "20"; anything that is not a percentage stays as it is.
     *
     * @param string $rate
     * @return string
     */
    private function percentage(string $rate): string
    {
        if (!preg_match('/^(\d+)(?:[.](\d+))?\s*%?$/', $rate, $found)) {
            return $rate;
        }
        $whole = ltrim($found[1], '0');
        $fraction = rtrim($found[2] ?? '', '0');
        return ($whole === '' ? '0' : $whole) . ($fraction === '' ? '' : '.' . $fraction);
    }

    /**
     * Magento's cipher text begins with the numbers of key and method.
     *
     * @param string $value
     * @return bool
     */
    private function looksEncrypted(string $value): bool
    {
        return (bool)preg_match('#^\d+:\d+:[A-Za-z0-9+/=:]{16,}$#', $value);
    }
}
