<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Config\Backend;

use Ledgerline\Xero\Accounts\AccountRole;
use Ledgerline\Xero\Config\XeroCheck;
use Ledgerline\Xero\Snapshot\Amount;
use Magento\Framework\Exception\LocalizedException;
use Magento\Framework\Phrase;

/** What payment gateways keep, by payment method. */
class PaymentFees extends AbstractTable
{
    protected function row(array $row, int $number): ?array
    {
        $fee = $this->texts($row, ['method', 'account', 'percent', 'fixed']);
        foreach (['percent' => 100, 'fixed' => 1000] as $column => $below) {
            $amount = str_replace(',', '.', $fee[$column]);
            if ($amount !== '' && (!preg_match('/^\d{1,4}(\.\d{1,4})?$/', $amount) || bccomp($amount, (string)$below, 4) >= 0)) {
                throw new LocalizedException(__('The fee "%1" of %2 is not a number from 0 to %3.', $fee[$column], $fee['method'], $below));
            }
            $fee[$column] = $amount;
        }
        $isFee = $fee['account'] . $fee['percent'] . $fee['fixed'] !== '';
        if (!$isFee) {
            return null;
        }
        if (!preg_match('/^[A-Za-z0-9_.-]{1,128}$/', $fee['method'])) {
            throw new LocalizedException(__('Row %1 of the table: "%2" is not usable here.', $number, $fee['method']));
        }
        if ($fee['account'] === '') {
            throw new LocalizedException(__('Choose the account of the gateway fee of %1, or delete the fee.', $fee['method']));
        }
        if (!Amount::isPositive(Amount::sum($fee['percent'] ?: '0', $fee['fixed'] ?: '0'))) {
            throw new LocalizedException(__('Enter the percentage or the fixed amount of the gateway fee of %1.', $fee['method']));
        }
        $wrong = Account::wrong($fee['account']);
        if ($wrong !== null) {
            throw new LocalizedException($wrong);
        }
        return $fee;
    }

    protected function key(array $row): string
    {
        return $row['method'];
    }

    protected function wrongInXero(XeroCheck $xeroCheck, array $row, string $connection): ?Phrase
    {
        return $xeroCheck->account($row['account'], AccountRole::FEE, $connection);
    }
}
