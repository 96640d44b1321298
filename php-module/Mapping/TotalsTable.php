<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Mapping;

use Ledgerline\Xero\Accounts\AccountRole;
use Ledgerline\Xero\Catalogue\Choices;
use Ledgerline\Xero\Config\Mappings;

/** The rows of the page "Totals of other extensions": what other modules put into a grand total, and the account it is booked on. */
class TotalsTable
{
    /** What nothing explains. */
    public const ANYTHING = '*';

    private const HELD = ['total_unmapped', 'total_unexplained', 'account_missing', 'account_invalid'];

    /** @param array<string,string> $known codes with their names; other modules add theirs in etc/di.xml */
    public function __construct(
        private readonly Mappings $mappings,
        private readonly Choices $choices,
        private readonly Held $held,
        private readonly array $known = []
    ) {
    }

    /**
     * All rows; everything else is the last.
     *
     * @return array[] code, label, hint, account (mapped), state and unmapped (how it stands, and would without an account: State), held,
     *     held_code
     */
    public function rows(string $connection): array
    {
        $map = $this->mappings->totals($connection);
        $held = $this->held->bySubject($connection, self::HELD);
        $accounts = array_column($this->choices->accounts($connection, AccountRole::TOTAL), 'value');
        $isRead = $this->choices->isRead($connection);
        $codes = array_merge(array_keys($this->known), array_keys($map), $this->totals($held));
        $codes = array_diff(array_unique(array_map(strval(...), $codes)), [self::ANYTHING]);
        $rows = [];
        foreach ([...$codes, self::ANYTHING] as $code) {
            $account = $map[$code] ?? '';
            $count = (int)($held[$code]['count'] ?? 0);
            $unmapped = $count > 0 ? MappingState::MISSING : MappingState::NONE;
            $state = $unmapped;
            if ($account !== '') {
                $state = $isRead && !in_array($account, $accounts, true) ? MappingState::GONE : MappingState::MAPPED;
            }
            $rows[] = [
                'code' => $code,
                'label' => $this->label($code),
                'hint' => $code === self::ANYTHING ? (string)__('every difference that nothing explains') : $code,
                'account' => $account,
                'state' => $state,
                'unmapped' => $unmapped,
                'held' => $count,
                'held_code' => (string)($held[$code]['code'] ?? ''),
            ];
        }
        return $rows;
    }

    /**
     * How many rows are in each state.
     *
     * @return array<string,int>
     */
    public function states(string $connection): array
    {
        return array_count_values(array_column($this->rows($connection), 'state'));
    }

    /** What a total is called; one that nobody gave a name is called by its code, in words. */
    private function label(string $code): string
    {
        if ($code === self::ANYTHING) {
            return (string)__('Anything else');
        }
        return isset($this->known[$code])
            ? (string)__($this->known[$code])
            : ucfirst(trim(str_replace(['_', '-', '.'], ' ', $code)));
    }

    /**
     * Subjects that are totals: the codes of missing accounts also name payment methods and purposes.
     *
     * @return string[]
     */
    private function totals(array $held): array
    {
        $codes = [];
        foreach ($held as $subject => $item) {
            if (strpos($item['code'], 'total_') === 0) {
                $codes[] = (string)$subject;
            }
        }
        return $codes;
    }
}
