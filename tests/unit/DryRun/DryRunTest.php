<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Tests\Unit\DryRun;

use Ledgerline\Xero\DryRun\DryRun;
use Ledgerline\Xero\Snapshot\FirstDay;
use Ledgerline\Xero\Snapshot\Period;
use Ledgerline\Xero\Tests\Unit\Fake\FakeEngine;
use Ledgerline\Xero\Tests\Unit\Fake\FakeScopeConfig;
use Ledgerline\Xero\Tests\Unit\Fake\FakeSettings;
use Ledgerline\Xero\Tests\Unit\Fake\RecordedReader;
use Magento\Framework\Exception\LocalizedException;
use PHPUnit\Framework\TestCase;

class DryRunTest extends TestCase
{
    private FakeEngine $engine;

    private RecordedReader $reader;

    private FakeSettings $settings;

    protected function setUp(): void
    {
        $day = static fn (int $count): array => array_fill(1, $count, ['2026-03-01 10:00:00', '2026-03-01 10:00:00']);
        $this->reader = new RecordedReader(['customer' => $day(3), 'product' => [], 'order' => $day(7), 'invoice' => $day(1100), 'creditmemo' => $day(1)]);
        $this->settings = new FakeSettings();
        $this->engine = new FakeEngine();
        $portion = 0;
        $this->engine->answers['dryRun'] = static function (string $connection, array $snapshots) use (&$portion): array {
            return ['report' => ['read' => count($snapshots), 'rows' => []], 'memory' => 'of ' . $portion++, 'lists_read' => true];
        };
    }

    public function testItReadsInPortionsAndHandsOverWhatTheOneBeforeAnswered(): void
    {
        $dryRun = $this->dryRun();
        $run = $dryRun->start('default', '2026-01-01', '2026-11-30');
        self::assertFalse($dryRun->isOver($run));
        $turns = 0;
        while (!$dryRun->isOver($run)) {
            $run = $dryRun->step($run, 0.0);
            $turns++;
        }
        // Nothing of the products is to be read; the third portion of invoices is the last one, because it is not full.
        self::assertSame(5, $turns);
        self::assertSame(['customer', 'invoice', 'creditmemo'], array_keys($this->reader->reads));
        $calls = $this->engine->callsOf('dryRun');
        self::assertSame([0, 3, 500, 500, 100, 1], array_map(static fn (array $call): int => count($call[1]), $calls));
        self::assertSame([null, 'of 0', 'of 1', 'of 2', 'of 3', 'of 4'], array_map(static fn (array $call): ?string => $call[3]['memory'] ?? null, $calls));
        self::assertSame([false], array_values(array_unique(array_column($calls, 2))));
        self::assertSame(1100, $run['entities']['invoice']['read']);
        foreach (['enqueue', 'drain', 'startRun', 'advanceRun', 'setCursor'] as $method) {
            self::assertSame([], $this->engine->callsOf($method), $method);
        }
    }

    public function testAStepEndsWhenEverythingIsRead(): void
    {
        $dryRun = $this->dryRun();
        self::assertTrue($dryRun->isOver($dryRun->step($dryRun->start('default'), 60.0)));
    }

    public function testWhatIsInXeroIsComparedOnRequest(): void
    {
        $dryRun = $this->dryRun();
        $dryRun->step($dryRun->start('default', null, null, null, true), 60.0);
        self::assertSame([true], array_values(array_unique(array_column($this->engine->callsOf('dryRun'), 2))));
    }

    public function testOnlyTheWebsiteThatIsNamedCounts(): void
    {
        $dryRun = $this->dryRun();
        $dryRun->step($dryRun->start('default', null, null, 7), 60.0);
        self::assertCount(1, $this->engine->callsOf('dryRun'), 'no record is of that website');
    }

    public function testNothingToReadIsSaidInWords(): void
    {
        $this->settings->sent = [];
        $this->expectException(LocalizedException::class);
        $this->dryRun()->start('default');
    }

    /** @dataProvider wrongDays */
    public function testDaysThatAreNoneAreRefused(string $from, string $to): void
    {
        $this->expectException(LocalizedException::class);
        $this->dryRun()->start('default', $from, $to);
    }

    public static function wrongDays(): array
    {
        return [['yesterday', ''], ['', '2026-02-31'], ['2026-02-02', '2026-01-01']];
    }

    private function dryRun(): DryRun
    {
        $period = new Period(new FakeScopeConfig());
        return new DryRun($this->engine, $this->reader, $this->settings, $period, new FirstDay($this->settings, $period));
    }
}
