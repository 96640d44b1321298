<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Config;

use Magento\Framework\Exception\LocalizedException;

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
    /** Entities whose number can be given a prefix and a suffix. */
    public const NUMBERED = ['orders', 'invoices', 'creditmemos'];
    /** What a snapshot can be made of, in the order in which documents depend on each other. */
    public const ENTITIES = ['customer', 'product', 'order', 'invoice', 'creditmemo'];
    public const ACCOUNTS = ['bank', 'sales', 'shipping', 'inventory', 'cogs', 'rounding', 'adjustment',
        'fixed_product_tax'];

    public function __construct(private readonly Values $values, private readonly Connections $connections) {}

    public function isEnabled(string $entity, string $connection): bool
    {
        return $this->values->flag($this->group($entity) . '/enabled', $this->connections->scope($connection), true);
    }

    /**
     * Whether snapshots of an entity are wanted.
     *
     * It is switched on, and of order and invoice it is the sales document. Where orders are, invoices still say that
     * and when they were paid.
     */
    public function isSent(string $entity, string $connection): bool
    {
        $group = $this->group($entity);
        if ($group === 'orders' && $this->document($connection) !== self::DOCUMENT_ORDER) {
            return false;
        }
        return $this->isEnabled($this->ruling($group, $connection), $connection);
    }

    /** How snapshots of an entity are sent: "immediately" or "cron". */
    public function sendingMode(string $entity, string $connection): string
    {
        return $this->mode($this->ruling($this->group($entity), $connection), $connection);
    }

    /** Whether an entity is sent, and at once. */
    public function isSentImmediately(string $entity, string $connection): bool
    {
        return $this->isSent($entity, $connection) && $this->sendingMode($entity, $connection) === self::MODE_IMMEDIATELY;
    }

    public function mode(string $entity, string $connection): string
    {
        return $this->value($this->group($entity) . '/mode', $connection) === self::MODE_IMMEDIATELY
            ? self::MODE_IMMEDIATELY
            : self::MODE_CRON;
    }

    /**
     * What stands before and behind the numbers of documents, by group, in a scope.
     * @param array $scope as from Connections::scope()
     * @return array<string,array{prefix:string, suffix:string}>
     */
    public function affixes(array $scope): array
    {
        $affixes = [];
        foreach (self::NUMBERED as $group) {
            $affixes[$group] = [
                'prefix' => $this->values->text($group . '/prefix', $scope),
                'suffix' => $this->values->text($group . '/suffix', $scope),
            ];
        }
        return $affixes;
    }

    /** Documents before this day (YYYY-MM-DD) are not sent; null means all. */
    public function startDate(string $connection): ?string
    {
        $value = trim($this->value('sync/start_date', $connection));
        if ($value === '') {
            return null;
        }
        // The date picker of older shops stores the time as well.
        return preg_match('/^\d{4}-\d{2}-\d{2}/', $value, $found) ? $found[0] : $value;
    }

    /** The sales document: "invoice" or "order". */
    public function document(string $connection): string
    {
        return $this->value('sync/document', $connection) === self::DOCUMENT_ORDER
            ? self::DOCUMENT_ORDER
            : self::DOCUMENT_INVOICE;
    }

    /** Short code that precedes customer ids in contact numbers. */
    public function shop(string $connection): string
    {
        return trim($this->value('sync/shop', $connection)) ?: 'M2';
    }

    /** How the shop signs in at Xero: "web_app" or "custom". */
    public function connectionType(string $connection): string
    {
        return $this->value('connection/type', $connection) === self::TYPE_CUSTOM
            ? self::TYPE_CUSTOM
            : self::TYPE_WEB_APP;
    }

    public function clientId(string $connection): string
    {
        return trim($this->value('connection/client_id', $connection));
    }

    /**
     * Xero accounts by purpose (see ACCOUNTS), in a scope.
     * @param array $scope as from Connections::scope()
     * @return array<string,string>
     */
    public function accounts(array $scope): array
    {
        $accounts = [];
        foreach (self::ACCOUNTS as $name) {
            $accounts[$name] = trim($this->values->text('accounts/' . $name, $scope));
        }
        return $accounts;
    }

    /**
     * Order statuses from which an order is sent; none: all but those on hold, in payment review or waiting for payment.
     * @return string[]
     */
    public function orderStatuses(string $connection): array
    {
        return $this->values->list('orders/statuses', $this->connections->scope($connection));
    }

    /** Whether products whose stock the shop manages become tracked items. */
    public function inventory(string $connection): bool
    {
        return $this->values->flag('products/inventory', $this->connections->scope($connection), false);
    }

    /** @return array<string,string> how buyers become contacts */
    public function contacts(string $connection): array
    {
        $scope = $this->connections->scope($connection);
        return [
            'guests' => $this->values->word('contacts/guests', $scope, 'email'),
            'guest_name' => trim($this->values->text('contacts/guest_name', $scope)) ?: 'Guest customers',
            'name' => $this->values->word('contacts/name', $scope, 'person'),
            'archived' => $this->values->word('contacts/archived', $scope, 'restore'),
            'match' => $this->values->word('contacts/match', $scope, 'email'),
        ];
    }

    /** @return array{batch_size:int, day_limit:int} how much is sent in one call and in one day: a day limit of 0 is learnt from Xero */
    public function limits(string $connection): array
    {
        $scope = $this->connections->scope($connection);
        return [
            'batch_size' => min(50, max(1, $this->values->number('limits/batch_size', $scope, 50))),
            'day_limit' => $this->values->number('limits/day_limit', $scope),
        ];
    }

    /**
     * How many days log lines, settled jobs and the full texts of calls are kept.
     * @return array{log_days:int, job_days:int, exchange_days:int}
     */
    public function keepDays(): array
    {
        return [
            'log_days' => max(1, (int)($this->value('log/log_days', Connections::DEFAULT_CODE) ?: 90)),
            'job_days' => max(1, (int)($this->value('log/job_days', Connections::DEFAULT_CODE) ?: 30)),
            'exchange_days' => max(1, (int)($this->value('log/exchange_days', Connections::DEFAULT_CODE) ?: 30)),
        ];
    }

    /** Cron expression of the drain. */
    public function drainSchedule(): string
    {
        return trim($this->value('cron/drain_schedule', Connections::DEFAULT_CODE)) ?: '*/30 * * * *';
    }

    /** Name of the configuration group that rules an entity. */
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

    /** The group that rules over snapshots: an invoice beside an order document is there for its payment. */
    private function ruling(string $group, string $connection): string
    {
        return $group === 'invoices' && $this->document($connection) === self::DOCUMENT_ORDER ? 'payments' : $group;
    }

    /**
     * @param string $path below the section
     * @throws LocalizedException when there is no such connection
     */
    private function value(string $path, string $connection): string
    {
        return $this->values->text($path, $this->connections->scope($connection));
    }
}
