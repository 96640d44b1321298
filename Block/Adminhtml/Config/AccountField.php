<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Block\Adminhtml\Config;

use Ledgerline\Xero\Model\AccountRole;

/**
 * Chooses an account of Xero that fits the purpose.
 */
class AccountField extends AbstractChoiceField
{
    /**
     * @inheritdoc
     *
     * The purpose of the account: the field's id.
     */
    public function getList(): string
    {
        return (string)($this->getData('element')->getData('field_config')['id'] ?? '');
    }

    /**
     * @inheritdoc
     */
    public function getOptions(): array
    {
        return $this->choices->accounts($this->code(), $this->getList());
    }

    /**
     * @inheritdoc
     */
    public function getEmptyLabel(): string
    {
        return in_array($this->getList(), AccountRole::REQUIRED, true)
            ? (string)__('-- Please choose --')
            : (string)__('-- None --');
    }
}
