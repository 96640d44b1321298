<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Tests\Unit\SyncAll;

use Ledgerline\Xero\Api\EngineInterface;
use Ledgerline\Xero\Record\Entity;
use Ledgerline\Xero\SyncAll\Report;
use Ledgerline\Xero\Text\Display;
use Ledgerline\Xero\Text\Duration;
use Magento\Framework\Locale\ResolverInterface;
use Magento\Framework\Stdlib\DateTime\TimezoneInterface;
use PHPUnit\Framework\TestCase;

class ReportTest extends TestCase
{
    public function testThereMayBeNoRun(): void
    {
        $this->assertSame(['state' => 'none'], $this->report([])->of('default', null));
    }

    public function testProgressIsReadingTimesSending(): void
    {
        $report = $this->report()->of('default', $this->running('reading', ['waiting' => 50, 'done' => 50], 100, 200));
        $this->assertSame([25, 50, false], [$report['percent'], $report['read_percent'], $report['is_over']]);
    }

    public function testAnEndIsAHundred(): void
    {
        $report = $this->report(jobs: ['held' => 1, 'done' => 3])->of('default', $this->running('done', ['done' => 3, 'held' => 1], 200, 200));
        $this->assertSame([100, true, 1], [$report['percent'], $report['is_over'], $report['attention']]);
        $this->assertSame('Finished. Some documents need your attention.', $report['title']);
        $this->assertSame('', $report['forecast']);
    }

    /**
     * "Everything is in Xero" stood over documents that were held again, once a person had sent them again.
     *
     * @dataProvider ends
     */
    public function testAnEndSaysHowTheQueueStandsNow(string $title, array $shown, array $queue): void
    {
        $report = $this->report(jobs: $queue)->of('default', $this->running('done', ['done' => 1145], 749, 749));
        $this->assertSame($title, $report['title']);
        $this->assertSame($shown, array_column($report['figures'], 'value', 'label'));
        $this->assertSame('Invoices 749', $report['summary']);
        $this->assertNotSame('', $report['along']);
    }

    public static function ends(): array
    {
        $shown = static fn (string $waiting, string $attention): array
            => ['Records read' => '749', 'Sent to Xero' => '1,145', 'Waiting' => $waiting, 'Need attention' => $attention];
        return [
            'all sent' => ['Finished. Everything is in Xero.', $shown('0', '0'), ['done' => 9]],
            'sent again, waiting' => ['Finished. Some documents are still in the queue.', $shown('3', '0'), ['waiting' => 2, 'unknown' => 1]],
            'held again' => ['Finished. Some documents need your attention.', $shown('2', '4'), ['waiting' => 2, 'held' => 3, 'failed' => 1]],
        ];
    }

    public function testFewerRecordsThanCountedAreStillAll(): void
    {
        $run = $this->running('sending', ['waiting' => 1], 180, 200);
        $this->assertSame(100, $this->report()->of('default', $run)['read_percent']);
    }

    public function testNothingNewIsSaidSo(): void
    {
        $report = $this->report()->of('default', $this->running('done', [], 200, 200));
        $this->assertSame('Finished. Nothing has changed since it was sent.', $report['title']);
    }

    public function testWhatWasCancelledIsNotCountedAsDone(): void
    {
        $report = $this->report()->of('default', ['accepted' => 100] + $this->running('cancelled', ['done' => 20], 200, 200));
        $this->assertSame([20, true], [$report['percent'], $report['is_over']]);
    }

    /**
     * "Sending to Xero... 0 %, time left: less than a minute" stood there for ever where cron was not set up.
     *
     * @dataProvider crons
     */
    public function testARunThatCronDoesNotSendSaysSo(bool $stuck, int $began, int $last, int $done): void
    {
        $cursor = $last === 0 ? null : (string)(time() - $last);
        $run = ['started_at' => gmdate('Y-m-d H:i:s', time() - $began)] + $this->running('sending', ['waiting' => 9, 'done' => $done], 9, 9);
        $report = $this->report(['seconds_needed' => 20, 'calls_needed' => 1], $cursor)->of('default', $run);
        $this->assertSame([$stuck, $stuck ? 'Waiting for cron.' : 'Sending to Xero…'], [$report['is_stuck'], $report['title']]);
        $this->assertSame($stuck, str_contains($report['forecast'], 'cron:install'));
    }

    public static function crons(): array
    {
        return [
            'cron never came' => [true, 10, 0, 0],
            'just begun' => [false, 60, 3600, 0],
            'cron came before, not since' => [true, 130, 3600, 0],
            'cron comes every minute' => [false, 600, 30, 5],
            'a long turn, sending' => [false, 600, 700, 5],
            'cron stopped half way' => [true, 3600, 1000, 5],
        ];
    }

    public function testTheForecastNamesTimeAndCalls(): void
    {
        $report = $this->report(['seconds_needed' => 720, 'calls_needed' => 34, 'day_used' => 5, 'day_limit' => 1000, 'blocked_until' => null])
            ->of('default', $this->running('sending', ['waiting' => 9], 1, 1));
        $this->assertSame('Time left: 12 minutes (34 calls to Xero). 5 of 1,000 calls used today.', $report['forecast']);
    }

    public function testALimitThatIsReachedIsNamed(): void
    {
        $report = $this->report(['seconds_needed' => 90000, 'calls_needed' => 1200, 'blocked_until' => time() + 90])
            ->of('default', $this->running('sending', ['waiting' => 9], 1, 1));
        $this->assertStringContainsString('Time left: 25 hours', $report['forecast']);
        $this->assertStringContainsString('Xero takes no calls before', $report['forecast']);
    }

    private function report(array $budget = [], ?string $cron = 'now', array $jobs = []): Report
    {
        $engine = $this->createStub(EngineInterface::class);
        $engine->method('budget')->willReturn($budget);
        $engine->method('counts')->willReturn(['held' => [], 'jobs' => array_map(
            static fn (string $state, int $count): array => ['connection' => 'default', 'state' => $state, 'count' => $count],
            array_keys($jobs),
            $jobs
        )]);
        $engine->method('cursor')->willReturn($cron === 'now' ? (string)time() : $cron);
        $timezone = $this->createStub(TimezoneInterface::class);
        $timezone->method('formatDateTime')->willReturn('some time');
        $locale = $this->createStub(ResolverInterface::class);
        $locale->method('getLocale')->willReturn('en_US');
        return new Report($engine, new Entity(), new Duration(), $timezone, new Display($locale, $timezone));
    }

    private function running(string $state, array $jobs, int $read, int $total): array
    {
        return ['id' => 1, 'state' => $state, 'started_at' => 1700000000, 'finished_at' => null, 'jobs' => $jobs,
            'entities' => ['invoice' => ['total' => $total, 'read' => $read, 'cursor' => '', 'finished' => false]]];
    }
}
