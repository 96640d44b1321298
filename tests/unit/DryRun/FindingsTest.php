<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Tests\Unit\DryRun;

use Ledgerline\Xero\DryRun\Findings;
use PHPUnit\Framework\TestCase;

class FindingsTest extends TestCase
{
    public function testDocumentsAreCountedByOutcomeAndWhatStaysInTheShopIsNoDocument(): void
    {
        $findings = new Findings();
        $report = $this->report();
        self::assertSame(['sent' => 5, 'rounded' => 3, 'held' => 6], $findings->counts($report, Findings::DOCUMENTS));
        self::assertSame(['held' => 4], $findings->counts($report, Findings::PAYMENTS));
        self::assertSame(['GBP' => '0.05', 'EUR' => '0.01'], $findings->rounding($report));
        self::assertSame([], $findings->counts([], Findings::DOCUMENTS));
    }

    public function testAReasonHasItsAmountsItsMissingThingsAndFiveExamples(): void
    {
        $reasons = (new Findings())->reasons($this->report(), Findings::HELD);
        self::assertSame(['tax_rate_unmapped', 'document_held'], array_column($reasons, 'code'));
        [$rate, $payments] = $reasons;
        self::assertSame([6, 6, ['invoice' => 5, 'credit_note' => 1]], [$rate['count'], $rate['documents'], $rate['counts']]);
        self::assertSame(['GBP' => '60.5000', 'EUR' => '2.0000'], $rate['amounts']);
        self::assertSame(['UK 5' => 4, 'DE 7' => 2], $rate['subjects']);
        self::assertSame(['1', '2', '3', '4', '5'], array_column($rate['examples'], 'number'));
        self::assertSame([4, 0, ['GBP' => '40.0000']], [$payments['count'], $payments['documents'], $payments['amounts']]);
        self::assertSame([], (new Findings())->reasons([], Findings::HELD));
    }

    private function report(): array
    {
        $row = static fn (string $kind, string $outcome, string $code, string $subject, string $currency, int $count, string $amount, array $examples = [], string $most = '0'): array
            => compact('kind', 'outcome', 'code', 'subject', 'currency', 'count', 'amount', 'most')
                + ['examples' => array_map(static fn (string $number): array => ['number' => $number], $examples)];
        return ['read' => 20, 'rows' => [
            $row('invoice', 'sent', '', '', 'GBP', 5, '50'),
            $row('invoice', 'rounded', '', '', 'GBP', 2, '20', ['9'], '0.05'),
            $row('credit_note', 'rounded', '', '', 'EUR', 1, '20', ['9'], '0.01'),
            $row('invoice', 'held', 'tax_rate_unmapped', 'UK 5', 'GBP', 4, '50.25', ['1', '2', '3', '4']),
            $row('invoice', 'held', 'tax_rate_unmapped', 'DE 7', 'EUR', 1, '2', ['5', '6']),
            $row('credit_note', 'held', 'tax_rate_unmapped', 'DE 7', 'GBP', 1, '10.25', ['7']),
            $row('payment', 'held', 'document_held', '', 'GBP', 4, '40', ['1']),
            $row('invoice', 'left_out', 'before_start_date', '', 'GBP', 7, '70', ['8']),
        ]];
    }
}
