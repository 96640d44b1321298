<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Accounts;

use Ledgerline\Xero\Api\EngineInterface;

/**
 * The purposes that the shop needs accounts of Xero for, in words. What serves each of them the engine says (EngineInterface::accountRoles).
 */
class AccountRole
{
    public const BANK = 'bank';
    public const SALES = 'sales';
    public const SHIPPING = 'shipping';
    public const INVENTORY = 'inventory';
    public const COGS = 'cogs';
    public const ROUNDING = 'rounding';
    public const ADJUSTMENT = 'adjustment';
    public const FIXED_PRODUCT_TAX = 'fixed_product_tax';
    /** Totals of other extensions: income, cost, or what the shop owes (gift cards, store credit). */
    public const TOTAL = 'total';
    /** What a gateway keeps: it must take payments. */
    public const FEE = 'fee';

    /** What leaving a purpose empty means. */
    public const EMPTY_HELD = 'held';
    public const EMPTY_SALES = 'sales';
    public const EMPTY_ROUNDING = 'rounding';

    /** @var array<string, array{empty:string, types:string[]}>|null */
    private ?array $roles = null;

    public function __construct(private readonly EngineInterface $engine) {}

    /** @return array<string, string> all purposes with their names */
    public function labels(): array
    {
        return [
            self::BANK => (string)__('Bank account'),
            self::SALES => (string)__('Sales account'),
            self::SHIPPING => (string)__('Shipping account'),
            self::INVENTORY => (string)__('Inventory account'),
            self::COGS => (string)__('Cost of goods sold account'),
            self::ROUNDING => (string)__('Rounding account'),
            self::ADJUSTMENT => (string)__('Refund adjustment account'),
            self::FIXED_PRODUCT_TAX => (string)__('Fixed product tax account'),
        ];
    }

    /** Name of an account type as Xero's users know it. */
    public function typeLabel(string $type): string
    {
        $labels = [
            'BANK' => __('Bank'), 'REVENUE' => __('Revenue'), 'SALES' => __('Sales'), 'OTHERINCOME' => __('Other income'),
            'INVENTORY' => __('Inventory'), 'CURRENT' => __('Current asset'), 'DIRECTCOSTS' => __('Direct costs'),
            'EXPENSE' => __('Expense'), 'OVERHEADS' => __('Overhead'), 'CURRLIAB' => __('Current liability'),
            'LIABILITY' => __('Liability'), 'TERMLIAB' => __('Non-current liability'), 'EQUITY' => __('Equity'),
            'FIXED' => __('Fixed asset'), 'NONCURRENT' => __('Non-current asset'), 'PREPAYMENT' => __('Prepayment'),
            'DEPRECIATN' => __('Depreciation'),
        ];
        return (string)($labels[$type] ?? ucfirst(strtolower($type)));
    }

    /** @return string[] the types that may be created for a purpose, the usual one first */
    public function types(string $role): array
    {
        return $this->roles()[$role]['types'] ?? [];
    }

    /** What leaving a purpose empty means; empty when the engine cannot be asked. */
    public function meansEmpty(string $role): string
    {
        return $this->roles()[$role]['empty'] ?? '';
    }

    /**
     * The purposes that an account chosen for sales serves: sales, and those that are like them where nothing else is chosen.
     * @return string[]
     */
    public function ofSales(): array
    {
        $like = array_filter(array_keys($this->labels()), fn (string $role): bool => $this->meansEmpty($role) === self::EMPTY_SALES);
        return [self::SALES, ...array_values($like)];
    }

    /** What the configuration keeps of an account: its code, or its id when it has none (as banks often do). */
    public function value(array $account): string
    {
        return (string)($account['code'] ?? '') !== '' ? (string)$account['code'] : (string)$account['id'];
    }

    /** How an account is named in lists. */
    public function name(array $account): string
    {
        return (string)($account['code'] ?? '') !== '' ? $account['code'] . ' - ' . $account['name'] : (string)$account['name'];
    }

    /**
     * What to do for the purposes that have no account yet: use one that is there, or create one.
     * @param array<string, string> $chosen purpose => value, as in the form
     * @return array[] role, label, wanted (ticked at first), fitting (accounts that could be chosen instead), use {value, name} or null, code, name, type, type_label
     */
    public function missing(string $connection, array $chosen): array
    {
        return array_map(fn (array $one): array => [
            'label' => $this->labels()[$one['role']],
            'use' => $one['use'] === null ? null : ['value' => $this->value($one['use']), 'name' => $this->name($one['use'])],
            'type_label' => $this->typeLabel($one['type']),
        ] + $one, $this->engine->missingAccounts($connection, $chosen, $this->names()));
    }

    /**
     * What new accounts are called, in the language of the person who makes them and who may call them otherwise.
     * @return array<string,string>
     */
    private function names(): array
    {
        return [
            self::BANK => (string)__('Web shop receipts'),
            self::SALES => (string)__('Sales'),
            self::SHIPPING => (string)__('Shipping Income'),
            self::INVENTORY => (string)__('Inventory'),
            self::COGS => (string)__('Cost of Goods Sold'),
            self::ADJUSTMENT => (string)__('Refund Adjustments'),
        ];
    }

    /** @return array<string, array{empty:string, types:string[]}> what the engine says of the purposes */
    private function roles(): array
    {
        if ($this->roles === null) {
            try {
                $this->roles = $this->engine->accountRoles();
            } catch (\Throwable) {
                // Whatever keeps the engine from working is told elsewhere.
                $this->roles = [];
            }
        }
        return $this->roles;
    }
}
