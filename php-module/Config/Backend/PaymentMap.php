<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Config\Backend;

use Ledgerline\Xero\Accounts\AccountRole;
use Ledgerline\Xero\Catalogue\Choices;
use Ledgerline\Xero\Config\XeroCheck;
use Magento\Framework\Phrase;

/** Payment methods and the accounts they pay into. */
class PaymentMap extends AbstractMap
{
    protected const COLUMNS = ['method', 'account'];

    protected function plain(string $given): ?string
    {
        return preg_match('/^[A-Za-z0-9_.-]{1,128}$/', $given) ? $given : null;
    }

    protected function wrongTarget(string $target): ?Phrase
    {
        return $target === Choices::NO_PAYMENT ? null : Account::wrong($target);
    }

    protected function wrongInXero(XeroCheck $xeroCheck, array $row, string $connection): ?Phrase
    {
        return $row['account'] === Choices::NO_PAYMENT ? null : $xeroCheck->account($row['account'], AccountRole::BANK, $connection);
    }
}
