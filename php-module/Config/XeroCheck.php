<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Config;

use Ledgerline\Xero\Accounts\AccountRole;
use Ledgerline\Xero\Catalogue\Catalogue;
use Magento\Framework\Phrase;
use Magento\Store\Model\ScopeInterface;
use Magento\Store\Model\StoreManagerInterface;

/** Compares values that are to be saved with the lists last read from Xero. Knows nothing wrong while there are no lists. */
class XeroCheck
{
    public function __construct(
        private readonly Connections $connections,
        private readonly StoreManagerInterface $storeManager,
        private readonly Catalogue $catalogue,
        private readonly AccountRole $role
    ) {}

    /** @param string $scope default, websites or stores */
    public function connection(string $scope, int $id): string
    {
        if ($scope === ScopeInterface::SCOPE_STORES || $scope === ScopeInterface::SCOPE_STORE) {
            return $this->connections->forWebsite((int)$this->storeManager->getStore($id)->getWebsiteId());
        }
        return $scope === ScopeInterface::SCOPE_WEBSITES || $scope === ScopeInterface::SCOPE_WEBSITE
            ? $this->connections->forWebsite($id)
            : Connections::DEFAULT_CODE;
    }

    /**
     * @param string $value code or id
     * @param string $role what it is for (AccountRole)
     */
    public function account(string $value, string $role, string $connection): ?Phrase
    {
        ['fault' => $fault, 'account' => $account] = $this->catalogue->accountFault($connection, $role, $value);
        $name = $account === null ? '' : $this->role->name($account);
        $type = $this->role->typeLabel((string)($account['type'] ?? ''));
        return match ($fault) {
            'unknown' => __('There is no account "%1" in Xero. Press "Refresh from Xero" if you have just added it.', $value),
            'archived' => __('The account %1 is archived in Xero. Choose another one, or restore it there.', $name),
            'untaxed' => __('Xero allows no sales tax on the account %1 (%2). Choose an income account.', $name, $type),
            'unfit' => __('The account %1 is of the type "%2", which cannot be used here.', $name, $type),
            default => null,
        };
    }

    public function taxType(string $type, string $connection): ?Phrase
    {
        $rates = $this->catalogue->taxRates($connection);
        foreach ($rates as $rate) {
            if ((string)$rate['type'] !== $type) {
                continue;
            }
            if (($rate['status'] ?? 'ACTIVE') !== 'ACTIVE') {
                return __('The tax rate %1 is not active in Xero.', $rate['name']);
            }
            return empty($rate['sales']) ? __('The tax rate %1 cannot be used for sales in Xero.', $rate['name']) : null;
        }
        return $rates ? __('There is no tax rate "%1" in Xero. Press "Update tax rates" if you have just added it.', $type) : null;
    }

    public function brandingTheme(string $id, string $connection): ?Phrase
    {
        $themes = array_column($this->catalogue->brandingThemes($connection), 'id');
        return !$themes || in_array($id, $themes, true) ? null : __('There is no such branding theme in Xero any more.');
    }

    /** @param string[] $options */
    public function tracking(string $category, array $options, string $connection): ?Phrase
    {
        $categories = $this->catalogue->tracking($connection);
        foreach ($categories as $known) {
            if ($known['id'] === $category) {
                return array_diff($options, array_column($known['options'] ?? [], 'id'))
                    ? __('An option of the tracking category "%1" is not in Xero any more.', $known['name'])
                    : null;
            }
        }
        return $categories ? __('The tracking category is not in Xero any more.') : null;
    }
}
