<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Plugin;

use Ledgerline\Xero\Accounts\SalesAccountOptions;
use Ledgerline\Xero\Accounts\SalesAccounts;
use Ledgerline\Xero\Snapshot\CatalogueProducts;
use Magento\Catalog\Block\Adminhtml\Product\Edit\Action\Attribute\Tab\Attributes;

/** "Update attributes" of several products offers the accounts of Xero, as the product's own page does. The attribute stays text. */
class MassUpdateForm
{
    public function __construct(private readonly SalesAccounts $accounts) {}

    /** Makes our attribute a list while there is one. */
    public function afterGetAttributes(Attributes $subject, iterable $attributes): iterable
    {
        foreach ($attributes as $attribute) {
            if ($attribute->getAttributeCode() === CatalogueProducts::SALES_ACCOUNT && $this->accounts->all()) {
                $attribute->setFrontendInput('select')->setSourceModel(SalesAccountOptions::class);
            }
        }
        return $attributes;
    }
}
