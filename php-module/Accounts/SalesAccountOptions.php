<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Accounts;

use Magento\Eav\Model\Entity\Attribute\Source\AbstractSource;

/** The sales accounts as options of the product's attribute, for "Update attributes" of several products. */
class SalesAccountOptions extends AbstractSource
{
    public function __construct(private readonly SalesAccounts $accounts) {}

    public function getAllOptions()
    {
        $options = [['value' => '', 'label' => __('-- Sales account of the configuration --')]];
        foreach ($this->accounts->all() as $value => $label) {
            $options[] = ['value' => (string)$value, 'label' => $label];
        }
        return $options;
    }
}
