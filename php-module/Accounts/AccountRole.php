<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Accounts;

/** Decides which accounts of Xero fit each purpose that the shop needs an account for, and which one to create when there is none. */
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

    /** Documents are held without these. */
    public const REQUIRED = [self::BANK, self::SALES];

    /** Empty means the sales account. */
    public const LIKE_SALES = [self::SHIPPING, self::ADJUSTMENT, self::FIXED_PRODUCT_TAX];

    private const INCOME = ['REVENUE', 'SALES', 'OTHERINCOME'];
    private const OWED = ['CURRLIAB', 'LIABILITY', 'TERMLIAB'];
    private const COST = ['DIRECTCOSTS', 'EXPENSE', 'OVERHEADS'];

    private const TYPES = [
        self::BANK => ['BANK'],
        self::SALES => self::INCOME,
        self::SHIPPING => self::INCOME,
        self::INVENTORY => ['INVENTORY', 'CURRENT'],
        self::COGS => self::COST,
        self::ROUNDING => [...self::INCOME, ...self::COST],
        self::ADJUSTMENT => [...self::INCOME, ...self::COST],
        self::FIXED_PRODUCT_TAX => [...self::INCOME, ...self::OWED],
        self::TOTAL => [...self::INCOME, ...self::COST, ...self::OWED, 'CURRENT'],
    ];

    /** What is created when nothing fits: code, name in English, type. Rounding is missing here: every organisation has such an account. */
    private const PROPOSALS = [
        self::BANK => ['M090', 'Web shop receipts', 'BANK'],
        self::SALES => ['200', 'Sales', 'REVENUE'],
        self::SHIPPING => ['205', 'Shipping Income', 'REVENUE'],
        self::INVENTORY => ['630', 'Inventory', 'INVENTORY'],
        self::COGS => ['310', 'Cost of Goods Sold', 'DIRECTCOSTS'],
        self::ADJUSTMENT => ['210', 'Refund Adjustments', 'REVENUE'],
    ];

    /**
     * All purposes with their names.
     *
     * @return array<string, string>
     */
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

    /**
     * The types that may be created for a purpose, the usual one first.
     *
     * @return string[]
     */
    public function types(string $role): array
    {
        return self::TYPES[$role] ?? [];
    }

    /**
     * Whether an account can serve a purpose.
     *
     * @param array $account as in EngineInterface::catalogue()
     */
    public function fits(string $role, array $account): bool
    {
        if (($account['status'] ?? 'ACTIVE') !== 'ACTIVE') {
            return false;
        }
        $system = (string)($account['system'] ?? '');
        if ($role === self::BANK) {
            return $this->takesPayments($account);
        }
        if ($role === self::FEE) {
            return $this->takesPayments($account) && ($account['type'] ?? '') !== 'BANK' && ($account['system'] ?? '') === '';
        }
        if ($system !== '' && !($role === self::ROUNDING && $system === 'ROUNDING')) {
            return false;
        }
        return $system === 'ROUNDING' || in_array($account['type'] ?? '', self::TYPES[$role] ?? [], true);
    }

    /** Whether payments can be entered on an account. */
    public function takesPayments(array $account): bool
    {
        return ($account['status'] ?? 'ACTIVE') === 'ACTIVE'
            && (($account['type'] ?? '') === 'BANK' || !empty($account['payments']));
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
     *
     * @param array $accounts all accounts of the organisation
     * @param array<string, string> $chosen purpose => value, as in the form
     * @return array[] role, label, wanted (ticked at first), fitting (accounts that could be chosen instead), use {value, name} or null, code, name, type, type_label
     */
    public function missing(array $accounts, array $chosen): array
    {
        $values = $codes = $names = [];
        foreach ($accounts as $account) {
            $values[$this->value($account)] = true;
            $codes[mb_strtolower((string)($account['code'] ?? ''))] = true;
            $names[mb_strtolower((string)$account['name'])] = true;
        }
        $missing = [];
        foreach (self::PROPOSALS as $role => [$code, $english, $type]) {
            $name = $this->names()[$role];
            $value = (string)($chosen[$role] ?? '');
            if ($value !== '' && isset($values[$value])) {
                continue;
            }
            $use = $this->ready($role, $accounts, [$name, $english]);
            $fitting = count($this->fitting($role, $accounts));
            for ($i = 1, $free = $code; isset($codes[mb_strtolower($free)]) && $i < 100; $i++) {
                $free = is_numeric($code) ? (string)((int)$code + $i) : $code . $i;
            }
            for ($i = 2, $unique = $name; isset($names[mb_strtolower($unique)]) && $i < 100; $i++) {
                $unique = $name . ' ' . $i;
            }
            $codes[mb_strtolower($free)] = $names[mb_strtolower($unique)] = true;
            $missing[] = [
                'role' => $role,
                'label' => $this->labels()[$role],
                'wanted' => in_array($role, self::REQUIRED, true) && ($use !== null || $fitting === 0),
                'fitting' => $use === null ? $fitting : 0,
                'use' => $use,
                'code' => $free,
                'name' => $unique,
                'type' => $type,
                'type_label' => $this->typeLabel($type),
            ];
        }
        return $missing;
    }

    /**
     * What new accounts are called, in the language of the person who makes them and who may call them otherwise.
     *
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

    /**
     * An account of the organisation that already is what would be created.
     *
     * @param string[] $names
     * @return array{value:string, name:string}|null
     */
    private function ready(string $role, array $accounts, array $names): ?array
    {
        $names = array_map(mb_strtolower(...), $names);
        $fitting = $this->fitting($role, $accounts);
        foreach ($fitting as $account) {
            if (in_array(mb_strtolower(trim((string)$account['name'])), $names, true)) {
                return ['value' => $this->value($account), 'name' => $this->name($account)];
            }
        }
        $only = count($fitting) === 1 && in_array($role, self::REQUIRED, true) ? reset($fitting) : null;
        return $only ? ['value' => $this->value($only), 'name' => $this->name($only)] : null;
    }

    /**
     * The accounts that can serve a purpose.
     *
     * @return array[]
     */
    private function fitting(string $role, array $accounts): array
    {
        return array_filter($accounts, function (array $account) use ($role): bool {
            return $this->fits($role, $account);
        });
    }
}
