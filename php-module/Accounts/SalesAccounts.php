<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Accounts;

use Ledgerline\Xero\Api\AvailabilityInterface;
use Ledgerline\Xero\Catalogue\Choices;
use Ledgerline\Xero\Config\Backend\Account;
use Ledgerline\Xero\Config\Connections;
use Ledgerline\Xero\Config\XeroCheck;
use Magento\Framework\Phrase;
use Magento\Store\Model\StoreManagerInterface;

/** The accounts that a product's sales may go to, and what is wrong with one that somebody enters. */
class SalesAccounts
{
    public function __construct(
        private readonly AvailabilityInterface $availability,
        private readonly Connections $connections,
        private readonly Choices $choices,
        private readonly XeroCheck $check,
        private readonly StoreManagerInterface $storeManager
    ) {}

    /**
     * Accounts of all organisations that the shop is connected to, each code once; none while no list was read.
     * @return array<string,string> value to label
     */
    public function all(): array
    {
        if (!$this->availability->isReady()) {
            return [];
        }
        $accounts = [];
        foreach ($this->connections->all() as $connection) {
            $accounts += array_column($this->choices->accounts($connection, AccountRole::SALES), 'label', 'value');
        }
        return $accounts;
    }

    /** How an account is named that is no choice any more. */
    public function gone(string $value): string
    {
        foreach ($this->connections->all() as $connection) {
            $names = $this->choices->retired($connection);
            if (isset($names[$value])) {
                return $names[$value];
            }
        }
        return $this->choices->gone($this->connections->all()[0], $value);
    }

    /**
     * What is wrong with an account for products in a store view; null when nothing is known to be.
     * @param int $storeId 0: for all store views; then one organisation must have it
     */
    public function wrong(string $value, int $storeId): ?Phrase
    {
        $wrong = $value === '' ? null : Account::wrong($value);
        if ($value === '' || $wrong !== null || !$this->availability->isReady()) {
            return $wrong;
        }
        $connections = $storeId === 0
            ? $this->connections->all()
            : [$this->connections->forWebsite((int)$this->storeManager->getStore($storeId)->getWebsiteId())];
        $first = null;
        foreach ($connections as $connection) {
            $wrong = $this->check->account($value, AccountRole::SALES, $connection);
            if ($wrong === null) {
                return null;
            }
            $first ??= $wrong;
        }
        return $first;
    }
}
