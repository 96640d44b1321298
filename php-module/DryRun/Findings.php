<?php
declare(strict_types=1);

namespace Ledgerline\Xero\DryRun;

/** Reads the engine's report of a dry run: how many documents, how many of them how, and what holds the others. Names nothing in words. */
class Findings
{
    public const SENT = 'sent';
    public const ROUNDED = 'rounded';
    public const HELD = 'held';
    public const ASKS = 'asks_xero';
    public const IN_XERO = 'in_xero';
    public const DIFFERS = 'differs';
    public const SKIPPED = 'skipped';
    public const LEFT_OUT = 'left_out';
    public const REFUSED = 'refused';

    public const DOCUMENTS = ['invoice', 'credit_note'];
    public const PAYMENTS = ['payment', 'refund', 'allocation'];
    public const PARTIES = ['contact', 'item'];

    private const EXAMPLES = 5;
    private const SUBJECTS = 5;

    /**
     * Numbers by outcome.
     * @param string[] $kinds
     * @return array<string,int> without what is zero
     */
    public function counts(array $report, array $kinds): array
    {
        $counts = [];
        foreach ($report['rows'] ?? [] as $row) {
            if (in_array($row['kind'], $kinds, true) && !in_array($row['outcome'], [self::LEFT_OUT, self::REFUSED], true)) {
                $counts[$row['outcome']] = ($counts[$row['outcome']] ?? 0) + (int)$row['count'];
            }
        }
        return $counts;
    }

    /** @return array<string,string> the largest line for rounding, by currency */
    public function rounding(array $report): array
    {
        $most = [];
        foreach ($this->rows($report, self::ROUNDED) as $row) {
            $currency = (string)$row['currency'];
            if (bccomp((string)$row['most'], $most[$currency] ?? '0', 4) > 0) {
                $most[$currency] = (string)$row['most'];
            }
        }
        return $most;
    }

    /**
     * Records of an outcome by reason, the most documents first.
     * @return array[] code, count, counts (by kind), amounts (of documents, else of payments, by currency), subjects (the most frequent), more
     *     (subjects that are not named), examples (of the most frequent first), row
     *     (the most frequent of them), is_same_fix (whether one advice is for all)
     */
    public function reasons(array $report, string $outcome): array
    {
        $reasons = [];
        foreach ($this->rows($report, $outcome) as $row) {
            $reasons[(string)$row['code']][] = $row;
        }
        $reasons = array_map($this->reason(...), $reasons);
        usort($reasons, static fn (array $a, array $b): int => [$b['documents'], $b['count']] <=> [$a['documents'], $a['count']]);
        return $reasons;
    }

    /** @param array[] $rows of one code */
    private function reason(array $rows): array
    {
        $documents = array_filter($rows, static fn (array $row): bool => in_array($row['kind'], self::DOCUMENTS, true));
        $counts = $amounts = $subjects = $examples = [];
        foreach ($rows as $row) {
            $counts[$row['kind']] = ($counts[$row['kind']] ?? 0) + (int)$row['count'];
        }
        $shown = array_values($documents ?: $rows);
        usort($shown, static fn (array $a, array $b): int => $b['count'] <=> $a['count']);
        foreach ($shown as $row) {
            $currency = (string)$row['currency'];
            if ($currency !== '') {
                $amounts[$currency] = bcadd($amounts[$currency] ?? '0', (string)$row['amount'], 4);
            }
            $subject = (string)$row['subject'];
            $subjects[$subject] = ($subjects[$subject] ?? 0) + (int)$row['count'];
            array_push($examples, ...$row['examples']);
        }
        unset($subjects['']);
        arsort($subjects);
        return [
            'code' => (string)$rows[0]['code'],
            'count' => array_sum($counts),
            'documents' => array_sum(array_column($documents, 'count')),
            'counts' => $counts,
            'amounts' => $amounts,
            'subjects' => array_slice($subjects, 0, self::SUBJECTS, true),
            'more' => max(0, count($subjects) - self::SUBJECTS),
            'examples' => array_slice($examples, 0, self::EXAMPLES),
            'row' => $shown[0],
            'is_same_fix' => count(array_unique(array_column($shown, 'fix'))) === 1,
        ];
    }

    private function rows(array $report, string $outcome): array
    {
        return array_filter($report['rows'] ?? [], static fn (array $row): bool => $row['outcome'] === $outcome);
    }
}
