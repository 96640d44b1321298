<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Tests\Magento\Accountant;

/**
 * The sandbox's ledger in the accountant's columns: cents, by month and currency.
 */
final class XeroLedger
{
    /**
     * @param array<string, string> $accounts code => column
     */
    public function __construct(private string $address, private array $accounts)
    {
    }

    /**
     * @return array<string, array<string, int>>
     */
    public function rows(): array
    {
        $ledger = json_decode((string)file_get_contents($this->address . '/sandbox/ledger?by=month'), true, 512, JSON_THROW_ON_ERROR);
        $rows = [];
        foreach ([...$ledger['periods'], $ledger['all'] + ['period' => MagentoLedger::ALL]] as $period) {
            foreach ($period['currencies'] as $currency => $sums) {
                $row = &$rows[$period['period'] . ' ' . $currency];
                foreach (['documents', 'credit_notes'] as $column) {
                    $row[$column] = (int)$sums[$column];
                }
                foreach (['net', 'tax', 'gross', 'payments_in', 'refunds_out', 'allocated'] as $column) {
                    $row[$column] = self::cents($sums[$column]);
                }
                unset($row);
            }
            foreach ($period['accounts'] as $account) {
                $column = $this->accounts[$account['code']] ?? 'account ' . $account['code'];
                self::add($rows, $period['period'] . ' ' . $account['currency'], $column, self::cents($account['net']));
            }
            foreach ($period['payment_accounts'] as $account) {
                foreach (['payments_in' => 'paid', 'refunds_out' => 'refunded'] as $column => $word) {
                    self::add($rows, $period['period'] . ' ' . $account['currency'], "$word:" . $account['code'], self::cents($account[$column]));
                }
            }
        }
        return $rows;
    }

    private static function add(array &$rows, string $key, string $column, int $cents): void
    {
        if ($cents !== 0) {
            $rows[$key][$column] = ($rows[$key][$column] ?? 0) + $cents;
        }
    }

    private static function cents(string $amount): int
    {
        return (int)bcmul($amount, '100', 0);
    }
}
