<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Block\Adminhtml\Config;

use Ledgerline\Xero\Accounts\AccountRole;

/** Chooses an account of Xero that fits the purpose. */
class AccountField extends AbstractChoiceField
{
    /** The purpose of the account: the field's id. */
    public function getList(): string
    {
        return (string)($this->getData('element')->getData('field_config')['id'] ?? '');
    }

    public function getOptions(): array
    {
        return $this->choices->accounts($this->code(), $this->getList());
    }

    public function getEmptyLabel(): string
    {
        $role = $this->getList();
        if (in_array($role, AccountRole::REQUIRED, true)) {
            return (string)__('-- Please choose --');
        }
        if ($role === AccountRole::ROUNDING) {
            return (string)__('-- Rounding account of the organisation --');
        }
        if (!in_array($role, AccountRole::LIKE_SALES, true)) {
            return (string)__('-- None --');
        }
        $sales = $this->sales();
        return $sales === '' ? (string)__('-- Sales account --') : (string)__('-- Sales account: %1 --', $sales);
    }

    /** The sales account as lists name it; empty when none is chosen. */
    private function sales(): string
    {
        $value = (string)$this->getData('element')->getForm()?->getElement('ledgerline_xero_accounts_sales')?->getValue();
        return $value === '' ? '' : (array_column($this->choices->accounts($this->code(), AccountRole::SALES), 'label', 'value')[$value] ?? $value);
    }
}
