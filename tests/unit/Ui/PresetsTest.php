<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Tests\Unit\Ui;

use Ledgerline\Xero\Ui\Source\JobStateFilter;
use Ledgerline\Xero\Ui\Source\LogStatusFilter;
use Ledgerline\Xero\ViewModel\Presets;
use Magento\Framework\Locale\ResolverInterface;
use Magento\Framework\Stdlib\DateTime\TimezoneInterface;
use PHPUnit\Framework\TestCase;

class PresetsTest extends TestCase
{
    /** @dataProvider days */
    public function testDaysAreThoseOfTheShopInTheFormOfTheScreen(string $locale, string $pattern, string $today, string $week): void
    {
        $presets = $this->presets($locale, $pattern)->of('ledgerline_xero_log_listing');
        $log = array_combine(array_map('strval', array_column($presets, 'label')), array_column($presets, 'filters'));
        self::assertSame([], $log['All']);
        self::assertSame(['status' => 'trouble', 'at' => ['from' => $today]], $log['Errors today']);
        self::assertSame(['at' => ['from' => $week]], $log['Last 7 days']);
        self::assertSame(['status' => 'held'], $log['Held']);
    }

    public static function days(): array
    {
        return [
            'English' => ['en_US', 'M/d/y', '3/2/2026', '2/24/2026'],
            'German' => ['de_DE', 'dd.MM.y', '02.03.2026', '24.02.2026'],
        ];
    }

    public function testEveryStateOfThePresetsIsOneOfTheFilter(): void
    {
        $known = array_column((new JobStateFilter())->toOptionArray(), 'value');
        $known = [...$known, ...array_column((new LogStatusFilter())->toOptionArray(), 'value')];
        foreach (['ledgerline_xero_log_listing', 'ledgerline_xero_queue_listing'] as $listing) {
            $presets = $this->presets('en_US', 'M/d/y')->of($listing);
            self::assertGreaterThan(4, count($presets));
            foreach ($presets as $preset) {
                $value = $preset['filters']['state'] ?? $preset['filters']['status'] ?? null;
                self::assertTrue($value === null || in_array($value, $known, true), (string)$preset['label']);
            }
        }
        self::assertSame([], $this->presets('en_US', 'M/d/y')->of('another_listing'));
    }

    private function presets(string $locale, string $pattern): Presets
    {
        $timezone = $this->createMock(TimezoneInterface::class);
        // Late in the evening in UTC; the shop's next day has begun.
        $timezone->method('date')->willReturnCallback(
            static fn (): \DateTime => new \DateTime('2026-03-02 01:30:00', new \DateTimeZone('Europe/Berlin'))
        );
        $timezone->method('getDateFormatWithLongYear')->willReturn($pattern);
        $resolver = $this->createMock(ResolverInterface::class);
        $resolver->method('getLocale')->willReturn($locale);
        return new Presets($timezone, $resolver);
    }
}
