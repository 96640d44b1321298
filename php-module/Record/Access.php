<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Record;

use Magento\Framework\AuthorizationInterface;

/** Whether a person may see a record in the shop at all. Rights of ours never open what Magento's keep shut. */
class Access
{
    private const RIGHTS = [
        Entity::CUSTOMER => 'Magento_Customer::manage',
        Entity::PRODUCT => 'Magento_Catalog::products',
        Entity::ORDER => 'Magento_Sales::actions_view',
        Entity::INVOICE => 'Magento_Sales::sales_invoice',
        Entity::CREDITMEMO => 'Magento_Sales::sales_creditmemo',
    ];

    public function __construct(private readonly AuthorizationInterface $authorization) {}

    public function isAllowed(string $entity): bool
    {
        return isset(self::RIGHTS[$entity]) && $this->authorization->isAllowed(self::RIGHTS[$entity]);
    }

    public function has(string $right): bool
    {
        return $this->authorization->isAllowed('Ledgerline_Xero::' . $right);
    }
}
