<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Block\Adminhtml\Config;

use Ledgerline\Xero\Accounts\AccountRole;
use Ledgerline\Xero\Catalogue\Choices;
use Ledgerline\Xero\Connection\Connection;
use Magento\Backend\Block\Template\Context;

/** Chooses an account of Xero that fits the purpose. */
class AccountField extends AbstractChoiceField
{
    public function __construct(
        Context $context,
        Connection $connection,
        Choices $choices,
        private readonly AccountRole $role,
        array $data = []
    ) {
        parent::__construct($context, $connection, $choices, $data);
    }

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
        return match ($this->role->meansEmpty($this->getList())) {
            AccountRole::EMPTY_HELD => (string)__('-- Please choose --'),
            AccountRole::EMPTY_ROUNDING => (string)__('-- Rounding account of the organisation --'),
            AccountRole::EMPTY_SALES => $this->likeSales(),
            default => (string)__('-- None --'),
        };
    }

    /** Nothing chosen, where the sales account is used. */
    private function likeSales(): string
    {
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
