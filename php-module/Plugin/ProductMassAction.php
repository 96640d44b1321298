<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Plugin;

use Ledgerline\Xero\Ui\Component\RecordAction;
use Magento\Catalog\Ui\Component\Product\MassAction;
use Magento\Framework\AuthorizationInterface;

/** The grid of products asks here whether a mass action is allowed, not the action itself. */
class ProductMassAction
{
    public function __construct(private readonly AuthorizationInterface $authorization) {}

    /**
     * Ours need rights of ours.
     * @param string $actionType
     */
    public function afterIsActionAllowed(MassAction $subject, bool $result, $actionType): bool
    {
        $right = RecordAction::RIGHTS[(string)$actionType] ?? null;
        return $result && ($right === null || $this->authorization->isAllowed($right));
    }
}
