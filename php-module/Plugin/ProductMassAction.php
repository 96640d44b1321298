<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Plugin;

use Magento\Catalog\Ui\Component\Product\MassAction;
use Magento\Framework\AuthorizationInterface;

/** The grid of products asks here whether a mass action is allowed, not the action itself. */
class ProductMassAction
{
    private const RIGHTS = [
        'ledgerline_queue' => 'Ledgerline_Xero::record_queue',
        'ledgerline_send' => 'Ledgerline_Xero::record_send',
        'ledgerline_exclude' => 'Ledgerline_Xero::record_exclude',
        'ledgerline_include' => 'Ledgerline_Xero::record_exclude',
    ];

    public function __construct(private readonly AuthorizationInterface $authorization)
    {
    }

    /**
     * Ours need rights of ours.
     *
     * @param string $actionType
     * @SuppressWarnings(PHPMD.UnusedFormalParameter)
     */
    public function afterIsActionAllowed(MassAction $subject, bool $result, $actionType): bool
    {
        $right = self::RIGHTS[(string)$actionType] ?? null;
        return $result && ($right === null || $this->authorization->isAllowed($right));
    }
}
