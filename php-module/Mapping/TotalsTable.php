<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Mapping;

use Ledgerline\Xero\Api\EngineInterface;
use Ledgerline\Xero\Config\Mappings;
use Ledgerline\Xero\Problem\Problem;

/** The rows of the page "Totals of other extensions": what other modules put into a grand total, and the account it is booked on. */
class TotalsTable
{
    /** What nothing explains. */
    public const ANYTHING = '*';

    private const HELD = ['total_unmapped', 'total_unexplained', 'account_missing', 'account_invalid'];

    /** @var array<string,array<string,int>> by connection */
    private array $states = [];

    /** @param array<string,string> $known codes with their names; other modules add theirs in etc/di.xml */
    public function __construct(
        private readonly Mappings $mappings,
        private readonly EngineInterface $engine,
        private readonly Problem $problem,
        private readonly Held $held,
        private readonly array $known = []
    ) {}

    /**
     * All rows; everything else is the last.
     * @return array[] code, label, hint, account (mapped), state and unmapped (how it stands, and would without an account: MappingState), blocks,
     *     held, held_code
     */
    public function rows(string $connection): array
    {
        $map = $this->mappings->totals($connection);
        $held = $this->held->bySubject($connection, self::HELD);
        $codes = array_merge(array_keys($this->known), array_keys($map), $this->totals($held));
        $codes = array_diff(array_unique(array_map(strval(...), $codes)), [self::ANYTHING]);
        $codes = [...$codes, self::ANYTHING];
        $answer = $this->ask($connection, array_map(static fn (string $code): array => [
            'account' => $map[$code] ?? '', 'held' => (int)($held[$code]['count'] ?? 0),
        ], $codes));
        $this->states[$connection] = $answer['states'];
        $rows = [];
        foreach ($codes as $i => $code) {
            $rows[] = [
                'code' => $code,
                'label' => $this->label($code),
                'hint' => $code === self::ANYTHING ? (string)__('every difference that nothing explains') : $code,
                'account' => $map[$code] ?? '',
                'held' => (int)($held[$code]['count'] ?? 0),
                'held_code' => (string)($held[$code]['code'] ?? ''),
            ] + $answer['rows'][$i];
        }
        return $rows;
    }

    /** @return array<string,int> how many rows are in each state */
    public function states(string $connection): array
    {
        $this->rows($connection);
        return $this->states[$connection];
    }

    /**
     * @param array[] $totals account, held
     * @return array{states:array<string,int>, rows:array[]}
     */
    private function ask(string $connection, array $totals): array
    {
        try {
            return $this->engine->totalsMapping($connection, $totals);
        } catch (\Throwable $thrown) {
            $this->problem->of($thrown);
            return MappingState::unknown(array_column($totals, 'account'));
        }
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
