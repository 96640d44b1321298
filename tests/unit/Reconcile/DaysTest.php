<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Tests\Unit\Reconcile;

use Ledgerline\Xero\Reconcile\Days;
use Ledgerline\Xero\Tests\Unit\Fake\FakeScopeConfig;
use Magento\Framework\Exception\LocalizedException;
use PHPUnit\Framework\TestCase;

class DaysTest extends TestCase
{
    public function testTheLastWeekEndsYesterdayWhereTheShopIs(): void
    {
        // 13:30 UTC on 1 March is half past midnight on 2 March in Sydney.
        $now = gmmktime(13, 30, 0, 3, 1, 2026);
        self::assertSame(['2026-02-22', '2026-02-28'], $this->days('Europe/London')->lastWeek($now));
        self::assertSame(['2026-02-23', '2026-03-01'], $this->days('Australia/Sydney')->lastWeek($now));
        self::assertSame(['2026-02-22', '2026-02-28'], $this->days('no zone')->lastWeek($now));
    }

    public function testBookkeepersHaveTheirSpans(): void
    {
        $now = gmmktime(12, 0, 0, 3, 31, 2026);
        self::assertSame(['2026-03-25', '2026-03-31'], $this->days('UTC')->recent($now));
        self::assertSame([
            'this_month' => ['2026-03-01', '2026-03-31'],
            'last_month' => ['2026-02-01', '2026-02-28'],
            'last_quarter' => ['2025-10-01', '2025-12-31'],
            'tax_year' => ['2025-04-06', '2026-03-31'],
        ], $this->days('UTC')->presets('GB', $now));
        self::assertSame(['2026-01-01', '2026-03-31'], $this->days('UTC')->presets('DE', $now)['tax_year']);
        self::assertSame(['2025-07-01', '2026-03-31'], $this->days('UTC')->presets('AU', $now)['tax_year']);
    }

    public function testWhatIsMissingIsFilledIn(): void
    {
        $days = $this->days('UTC');
        self::assertSame($days->lastWeek(), $days->chosen('', ''));
        self::assertSame(['2026-01-04', '2026-01-10'], $days->chosen('', '2026-01-10'));
        $today = gmdate('Y-m-d');
        self::assertSame([$today, $today], $days->chosen($today, ''));
    }

    /**
     * @dataProvider wrong
     */
    public function testWhatCannotBeIsRefused(string $from, string $to, string $word): void
    {
        $this->expectException(LocalizedException::class);
        $this->expectExceptionMessageMatches("/$word/");
        $this->days('UTC')->chosen($from, $to);
    }

    public static function wrong(): array
    {
        return [
            ['31.01.2026', '', 'not a day'], ['2026-02-30', '2026-03-01', 'not a day'], ['2026-02-02', '2026-02-01', 'after'],
            ['2025-01-01', '2026-02-01', 'one year'],
        ];
    }

    private function days(string $zone): Days
    {
        $config = new FakeScopeConfig();
        $config->values['default'] = ['general/locale/timezone' => $zone];
        return new Days($config);
    }
}
