<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Tests\Unit\Requests;

use Ledgerline\Xero\Requests\Bars;
use Ledgerline\Xero\Requests\Calls;
use Ledgerline\Xero\Text\Display;
use Magento\Framework\Escaper;
use PHPUnit\Framework\TestCase;

class ChartTest extends TestCase
{
    public function testPurposesBecomeKindsAndEveryDayIsThere(): void
    {
        $now = gmmktime(12, 0, 0, 3, 1, 2026);
        $days = (new Calls())->days([
            ['day' => '2026-03-01', 'calls' => 9, 'by' => ['invoice' => 3, 'credit_note' => 1, 'refund' => 2, 'look_up' => 2, 'tea' => 1]],
            ['day' => '2026-01-01', 'calls' => 1, 'by' => ['invoice' => 1]],
        ], 30, $now);
        self::assertCount(30, $days);
        self::assertSame('2026-01-31', array_key_first($days));
        self::assertSame(['documents' => 4, 'payments' => 2, 'lists' => 2, 'other' => 1], $days['2026-03-01']);
        self::assertSame([], $days['2026-02-28']);
        self::assertSame(9, array_sum(array_map('array_sum', $days)));
    }

    public function testEveryMinuteOfTheHourIsThere(): void
    {
        $minutes = (new Calls())->minutes([['at' => 7200, 'calls' => 2, 'by' => ['contacts' => 2]]], 7259);
        self::assertCount(60, $minutes);
        self::assertSame(['master' => 2], $minutes[7200]);
        self::assertSame(3660, array_key_first($minutes));
    }

    public function testThePictureIsWellFormedStacksAndEscapes(): void
    {
        $columns = [
            ['label' => '<1>', 'title' => 'a & b', 'values' => ['documents' => 30, 'payments' => 10]],
            ['label' => '', 'title' => '', 'values' => []],
        ];
        $xml = new \SimpleXMLElement($this->bars()->draw($columns, ['documents', 'payments'], 60, 'Limit', 'Calls "a day"'));
        self::assertSame('Calls "a day"', (string)$xml['aria-label']);
        [$documents] = $xml->xpath('//rect[@class="_documents"]');
        [$payments] = $xml->xpath('//rect[@class="_payments"]');
        self::assertEqualsWithDelta(3.0, (float)$documents['height'] / (float)$payments['height'], 0.02);
        self::assertEqualsWithDelta((float)$documents['y'], (float)$payments['y'] + (float)$payments['height'], 0.11);
        self::assertCount(1, $xml->xpath('//line[@class="_limit"]'));
        self::assertSame('<1>', (string)$xml->xpath('//text[@class="_label"]')[0]);
        self::assertSame([], $xml->xpath('//@style'));
    }

    public function testALimitFarAboveDoesNotPressTheBarsFlat(): void
    {
        $columns = [['label' => '', 'title' => '', 'values' => ['documents' => 30]]];
        self::assertStringNotContainsString('_limit', $this->bars()->draw($columns, ['documents'], 5000, 'Limit', ''));
        self::assertStringContainsString('_limit', $this->bars()->draw([], [], 5000, 'Limit', ''));
        self::assertStringContainsString('_limit', $this->bars()->draw($columns, ['documents'], 60, 'Limit', ''));
    }

    public function testTheAxisHasTheNumbersOfTheAdminsLanguage(): void
    {
        $xml = new \SimpleXMLElement($this->bars()->draw([], [], 5000, 'Limit', ''));
        self::assertSame(['0', '3.000', '6.000'], array_map('strval', $xml->xpath('//text[@class="_tick"]')));
    }

    private function bars(): Bars
    {
        $escaper = $this->createMock(Escaper::class);
        $escaper->method('escapeHtml')->willReturnCallback(static fn (string $text): string => htmlspecialchars($text));
        $escaper->method('escapeHtmlAttr')->willReturnCallback(static fn (string $text): string => htmlspecialchars($text));
        $locale = $this->createMock(\Magento\Framework\Locale\ResolverInterface::class);
        $locale->method('getLocale')->willReturn('de_DE');
        $display = new Display($locale, $this->createMock(\Magento\Framework\Stdlib\DateTime\TimezoneInterface::class));
        return new Bars($escaper, $display);
    }
}
