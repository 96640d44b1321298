<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Tests\Unit\Snapshot;

use Ledgerline\Xero\Snapshot\Period;
use Ledgerline\Xero\Tests\Unit\Fake\FakeScopeConfig;
use PHPUnit\Framework\TestCase;

class PeriodTest extends TestCase
{
    public function testADayBeginsAndEndsWhereTheShopIs(): void
    {
        $period = $this->period('Europe/London');
        self::assertSame('2026-01-15 00:00:00', $period->begin('2026-01-15'));
        self::assertSame('2026-07-14 23:00:00', $period->begin('2026-07-15'));
        self::assertSame('2026-07-15 23:00:00', $period->end('2026-07-15'));
    }

    public function testADayIsAsLongAsTheCalendarSays(): void
    {
        $period = $this->period('Europe/London');
        self::assertSame('2026-03-29 00:00:00', $period->begin('2026-03-29'));
        self::assertSame('2026-03-29 23:00:00', $period->end('2026-03-29'));
    }

    public function testEarlyIsEarlyEnoughEverywhere(): void
    {
        self::assertSame('2026-02-27', $this->period('Pacific/Kiritimati')->early('2026-03-01'));
    }

    public function testAnUnknownTimeZoneIsUtc(): void
    {
        self::assertSame('2026-07-15 00:00:00', $this->period('Mars/Olympus')->begin('2026-07-15'));
        self::assertSame('2026-07-15 00:00:00', $this->period(null)->begin('2026-07-15'));
    }

    /**
     * @dataProvider noDays
     */
    public function testWhatIsNoDayIsRefused(string $day): void
    {
        $this->expectException(\InvalidArgumentException::class);
        $this->period('UTC')->begin($day);
    }

    public function noDays(): array
    {
        return [['2026-02-30'], ['yesterday'], ['15.07.2026'], ['']];
    }

    private function period(?string $timeZone): Period
    {
        return new Period(new FakeScopeConfig(['default' => ['general/locale/timezone' => $timeZone]]));
    }
}
