<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Tests\Unit\SyncAll;

use Ledgerline\Xero\Record\Entity;
use Ledgerline\Xero\SyncAll\Report;
use Ledgerline\Xero\Tests\Unit\Fake\FakeEngine;
use Ledgerline\Xero\Text\Display;
use Ledgerline\Xero\Text\Duration;
use Magento\Framework\Locale\ResolverInterface;
use Magento\Framework\Stdlib\DateTime\TimezoneInterface;
use PHPUnit\Framework\TestCase;

/** How far a run is, is the engine's to say (src/queue/progress.rs); here it is put into words. */
class ReportTest extends TestCase
{
    public function testThereMayBeNoRun(): void
    {
        $this->assertSame(['state' => 'none'], $this->report(null));
    }

    /** @dataProvider phases */
    public function testEachPhaseHasItsWords(string $phase, bool $isOver, string $title, string $forecast): void
    {
        $report = $this->report(['phase' => $phase, 'is_over' => $isOver], ['seconds_needed' => 720, 'calls_needed' => 34, 'day_used' => 10, 'day_limit' => 5000]);
        $this->assertSame([$title, $isOver, $phase === 'waiting_for_cron'], [$report['title'], $report['is_over'], $report['is_stuck']]);
        $this->assertSame($forecast, $report['forecast']);
    }

    public static function phases(): array
    {
        $cron = 'Cron came last on some time. Nothing is sent until it does: please ask whoever looks after your server to check "bin/magento cron:install".';
        return [
            ['reading', false, 'Reading the shop…', 'What is read so far takes 12 minutes to send. 10 of 5,000 calls used today.'],
            ['sending', false, 'Sending to Xero…', 'Time left: 12 minutes (34 calls to Xero). 10 of 5,000 calls used today.'],
            ['waiting_for_cron', false, 'Waiting for cron.', $cron],
            ['paused', false, 'Paused. New sales are still sent.', ''],
            ['cancelled', false, 'Cancelled.', 'Time left: 12 minutes (34 calls to Xero). 10 of 5,000 calls used today.'],
            ['cancelled', true, 'Cancelled.', ''],
            ['needs_attention', true, 'Finished. Some documents need your attention.', ''],
            ['still_queued', true, 'Finished. Some documents are still in the queue.', ''],
            ['nothing_new', true, 'Finished. Nothing has changed since it was sent.', ''],
            ['complete', true, 'Finished. Everything is in Xero.', ''],
        ];
    }

    public function testCronMayNeverHaveCome(): void
    {
        $report = $this->report(['phase' => 'waiting_for_cron', 'cron_last' => null]);
        $this->assertStringStartsWith('Cron has not come yet.', $report['forecast']);
    }

    public function testWhatWasReadAndSentIsShown(): void
    {
        $report = $this->report(['sent' => 1145, 'waiting' => 2, 'attention' => 4, 'brings_along' => true]);
        $this->assertSame(
            ['Records read' => '749', 'Sent to Xero' => '1,145', 'Waiting' => '2', 'Need attention' => '4', 'Before the start date' => '3'],
            array_column($report['figures'], 'value', 'label')
        );
        $this->assertSame('Invoices 749 · Credit memos 20 / 1,161', $report['summary']);
        $this->assertSame([25, 50, 2, 4], [$report['percent'], $report['read_percent'], $report['waiting'], $report['attention']]);
        $this->assertStringStartsWith('Payments, refunds and the contacts', $report['along']);
        $this->assertSame('', $this->report(['brings_along' => false])['along']);
    }

    public function testTheForecastNamesTimeAndCalls(): void
    {
        $report = $this->report([], ['seconds_needed' => 720, 'calls_needed' => 34, 'day_used' => 5, 'day_limit' => 1000, 'blocked_until' => null]);
        $this->assertSame('Time left: 12 minutes (34 calls to Xero). 5 of 1,000 calls used today.', $report['forecast']);
    }

    public function testALimitThatIsReachedIsNamed(): void
    {
        $report = $this->report([], ['seconds_needed' => 90000, 'calls_needed' => 1200, 'blocked_until' => time() + 90]);
        $this->assertStringContainsString('Time left: 25 hours', $report['forecast']);
        $this->assertStringContainsString('Xero takes no calls before', $report['forecast']);
    }

    /** @param array|null $progress what differs from a run that sends; null: there is none */
    private function report(?array $progress, array $budget = []): array
    {
        $engine = new FakeEngine();
        $engine->answers['budget'] = $budget;
        $engine->answers['progress'] = $progress === null ? null : [
            'id' => 1, 'state' => 'sending', 'started_at' => '2026-11-01 10:00:00', 'finished_at' => null, 'ignored' => 3, 'refused' => 0,
            'progress' => $progress + [
                'phase' => 'sending', 'is_over' => false, 'percent' => 25, 'read_percent' => 50, 'read' => 749, 'total' => 1161,
                'entities' => [
                    'invoice' => ['read' => 749, 'total' => 749, 'finished' => true],
                    'creditmemo' => ['read' => 20, 'total' => 1161, 'finished' => false],
                ],
                'sent' => 5, 'waiting' => 9, 'attention' => 0, 'brings_along' => false, 'cron_last' => 1790000000,
            ],
        ];
        $timezone = $this->createStub(TimezoneInterface::class);
        $timezone->method('formatDateTime')->willReturn('some time');
        $locale = $this->createStub(ResolverInterface::class);
        $locale->method('getLocale')->willReturn('en_US');
        return (new Report($engine, new Entity(), new Duration(), new Display($locale, $timezone)))->of('default');
    }
}
