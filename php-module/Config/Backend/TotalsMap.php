<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Config\Backend;

use Ledgerline\Xero\Accounts\AccountRole;
use Ledgerline\Xero\Config\XeroCheck;
use Magento\Framework\Phrase;

/** Totals that other extensions add, and the accounts they are booked on. */
class TotalsMap extends AbstractMap
{
    protected const COLUMNS = ['code', 'account'];

    protected function plain(string $given): ?string
    {
        return $given === '*' || preg_match('/^[A-Za-z0-9_.-]{1,64}$/', $given) ? $given : null;
    }

    protected function wrongTarget(string $target): ?Phrase
    {
        return Account::wrong($target);
    }

    protected function wrongInXero(XeroCheck $xeroCheck, array $row, string $connection): ?Phrase
    {
        return $xeroCheck->account($row['account'], AccountRole::TOTAL, $connection);
    }
}
