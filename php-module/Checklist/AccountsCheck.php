<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Checklist;

use Ledgerline\Xero\Accounts\AccountRole;
use Ledgerline\Xero\Catalogue\Catalogue;
use Ledgerline\Xero\Config\Connections;
use Ledgerline\Xero\Connection\Connection;
use Ledgerline\Xero\Text\Messages;
use Magento\Framework\App\Config\ScopeConfigInterface;

/** Are the accounts chosen that no document can do without, are they still in Xero, and does the engine find them fit? */
class AccountsCheck implements CheckInterface
{
    /** Sentences about accounts that are shown at once; the next ones come up when these are solved. */
    private const SHOWN = 3;

    public function __construct(
        private readonly ScopeConfigInterface $scopeConfig,
        private readonly Connections $connections,
        private readonly Connection $connection,
        private readonly Catalogue $catalogue,
        private readonly AccountRole $role,
        private readonly Messages $messages
    ) {}

    public function look(string $connection): Step
    {
        $title = (string)__('Accounts');
        $scope = $this->connections->scope($connection);
        if ($this->role->meansEmpty(AccountRole::SALES) === '') {
            return new Step($title, Step::LATER, (string)__('Comes after the steps above.'));
        }
        $empty = $gone = [];
        foreach ($this->role->labels() as $role => $label) {
            $value = trim((string)$this->scopeConfig->getValue(
                'ledgerline_xero/accounts/' . $role,
                $scope['scope'],
                $scope['scope'] === ScopeConfigInterface::SCOPE_TYPE_DEFAULT ? null : $scope['id']
            ));
            if ($value === '' && $this->role->meansEmpty($role) === AccountRole::EMPTY_HELD) {
                $empty[$role] = $label;
            } elseif (in_array($this->catalogue->accountFault($connection, $role, $value)['fault'], ['unknown', 'archived'], true)) {
                $gone[$role] = $label;
            }
        }
        // The first field to choose in: its label says what, so nobody has to look for it.
        $action = ['label' => (string)__('Choose accounts'),
            'focus' => 'ledgerline_xero_accounts_' . array_key_first($gone ?: $empty)];
        if ($gone) {
            return new Step($title, Step::PROBLEM, (string)__('Cannot be used in Xero any more: %1. Choose again.', implode(', ', $gone)), $action);
        }
        $wrong = array_slice($this->catalogue->wrongAccounts($connection), 0, self::SHOWN);
        if ($wrong) {
            return new Step($title, Step::PROBLEM, implode(' ', array_map($this->messages->of(...), $wrong)), $action);
        }
        if ($empty && !$this->connection->isConnected($connection)) {
            return new Step($title, Step::LATER, (string)__('Comes after the steps above.'));
        }
        if ($empty) {
            return new Step($title, Step::TODO, (string)__('Still to choose: %1.', implode(', ', $empty)), $action);
        }
        return new Step($title, Step::DONE, (string)__('Bank and sales account are chosen.'));
    }
}
