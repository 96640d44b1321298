<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Model\Config\Backend;

use Ledgerline\Xero\Model\Choices;

/**
 * Payment method to account of Xero, or to no payment.
 */
class PaymentMap extends AbstractMap
{
    /**
     * @inheritdoc
     */
    protected function columns(): array
    {
        return ['method', 'account'];
    }

    /**
     * @inheritdoc
     */
    protected function key(string $key): ?string
    {
        return preg_match('/^[A-Za-z0-9_.-]{1,128}$/', $key) ? $key : null;
    }

    /**
     * @inheritdoc
     */
    protected function isTarget(string $target): bool
    {
        return $target === Choices::NO_PAYMENT || Account::isAccount($target);
    }
}
