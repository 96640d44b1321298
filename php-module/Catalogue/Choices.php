<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Catalogue;

use Ledgerline\Xero\Accounts\AccountRole;
use Ledgerline\Xero\Text\Percentage;
use Ledgerline\Xero\Text\Display;

/**
 * The lists that the configuration page offers, made of what was last read from Xero; the same for the first page and after "Refresh".
 *
 * A list is a list of {value, label}. An empty catalogue gives empty lists: the page then keeps saved codes as plain text.
 */
class Choices
{
    /** Payment methods with this value get no payment in Xero. */
    public const NO_PAYMENT = 'none';

    public function __construct(
        private readonly Catalogue $catalogue,
        private readonly AccountRole $role,
        private readonly Display $display
    ) {}

    /**
     * All lists of a connection by name: one per account role, "payment_accounts", "branding_themes", "tax_types", and the names of what is
     * no choice any more ("retired", by value).
     *
     * @return array{summary:string, lists:array<string, array[]>}
     */
    public function of(string $connection): array
    {
        $lists = [];
        foreach (array_keys($this->role->labels()) as $role) {
            $lists[$role] = $this->accounts($connection, $role);
        }
        foreach ([AccountRole::TOTAL, AccountRole::FEE] as $role) {
            $lists[$role] = $this->accounts($connection, $role);
        }
        $lists['payment_accounts'] = $this->paymentAccounts($connection);
        $lists['branding_themes'] = $this->brandingThemes($connection);
        $lists['tax_types'] = $this->taxTypes($connection);
        $lists['retired'] = $this->retired($connection);
        return ['summary' => $this->summary($connection), 'lists' => $lists];
    }

    public function isRead(string $connection): bool
    {
        return $this->catalogue->isRead($connection);
    }

    public function accounts(string $connection, string $role): array
    {
        $options = [];
        foreach ($this->catalogue->accounts($connection) as $account) {
            if (in_array($role, $account['fits'] ?? [], true)) {
                $options[] = ['value' => $this->role->value($account), 'label' => $this->role->name($account)];
            }
        }
        return $options;
    }

    /** Accounts that a payment method may pay into. */
    public function paymentAccounts(string $connection): array
    {
        $options = [['value' => self::NO_PAYMENT, 'label' => (string)__('Do not create a payment')]];
        return array_merge($options, $this->accounts($connection, AccountRole::BANK));
    }

    public function taxTypes(string $connection): array
    {
        $options = [];
        foreach ($this->catalogue->salesTaxRates($connection) as $rate) {
            $options[] = ['value' => (string)$rate['type'], 'label' => $this->taxTypeLabel($rate)];
        }
        return $options;
    }

    /** How a tax rate of Xero is named in lists; most names tell the percentage already. */
    public function taxTypeLabel(array $rate): string
    {
        $percent = Percentage::plain((string)($rate['rate'] ?? ''));
        $name = (string)$rate['name'];
        return $percent === '' || strpos(str_replace(' ', '', $name), $percent . '%') !== false ? $name : $name . ' (' . $percent . ' %)';
    }

    /** How a saved value is named that is no choice: by its last name, when Xero ever told it, and why it cannot be chosen. */
    public function gone(string $connection, string $value): string
    {
        return $this->retired($connection)[$value] ?? (string)__('%1 (not in Xero any more)', $value);
    }

    /** @return array<string,string> what Xero has put away, does not allow on sales, or lists no more, by value */
    public function retired(string $connection): array
    {
        $names = [];
        foreach ($this->catalogue->accounts($connection) as $account) {
            if (($account['status'] ?? 'ACTIVE') !== 'ACTIVE') {
                $names[$this->role->value($account)] = (string)__('%1 (archived in Xero)', $this->role->name($account));
            }
        }
        foreach ($this->catalogue->taxRates($connection) as $rate) {
            if (($rate['status'] ?? 'ACTIVE') !== 'ACTIVE') {
                $names[(string)$rate['type']] = (string)__('%1 (deleted in Xero)', $this->taxTypeLabel($rate));
            } elseif (empty($rate['sales'])) {
                $names[(string)$rate['type']] = (string)__('%1 (not for sales in Xero)', $this->taxTypeLabel($rate));
            }
        }
        return $names + $this->unlisted($connection);
    }

    /** @return array<string,string> the last names of what Xero lists no more, by value */
    private function unlisted(string $connection): array
    {
        $names = [];
        foreach ($this->catalogue->gone($connection, 'accounts') as $account) {
            $names[$this->role->value($account)] = $this->role->name($account);
        }
        foreach ($this->catalogue->gone($connection, 'tax_rates') as $rate) {
            $names[(string)$rate['type']] = $this->taxTypeLabel($rate);
        }
        foreach (['branding_themes', 'tracking'] as $list) {
            $names += array_column($this->catalogue->gone($connection, $list), 'name', 'id');
        }
        return array_map(static fn (string $name): string => (string)__('%1 (not in Xero any more)', $name), $names);
    }

    public function brandingThemes(string $connection): array
    {
        return array_map(static function (array $theme): array {
            return ['value' => (string)$theme['id'], 'label' => (string)$theme['name']];
        }, $this->catalogue->brandingThemes($connection));
    }

    public function summary(string $connection): string
    {
        return $this->readOn($connection, (string)__(
            '%1 accounts and %2 tax rates for sales',
            count($this->catalogue->accounts($connection)),
            count($this->catalogue->salesTaxRates($connection))
        ));
    }

    /** @param string $what what is counted, in words */
    public function readOn(string $connection, string $what): string
    {
        $at = $this->catalogue->fetchedAt($connection);
        return $at === null
            ? (string)__('The accounts were not read from Xero yet.')
            : (string)__('%1, read from Xero on %2.', $what, $this->display->moment($at));
    }
}
