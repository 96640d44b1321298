<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Tests\Unit\Sending;

use Ledgerline\Xero\Api\Data\ConnectionStatus;
use Ledgerline\Xero\Connection\Connection;
use Ledgerline\Xero\Notification\DrainSchedule;
use Ledgerline\Xero\Sending\SendingStatus;
use Ledgerline\Xero\Tests\Unit\Fake\FakeConnections;
use Ledgerline\Xero\Tests\Unit\Fake\FakeEngine;
use Ledgerline\Xero\Text\Display;
use Magento\Framework\Locale\ResolverInterface;
use Magento\Framework\Stdlib\DateTime\TimezoneInterface;
use PHPUnit\Framework\TestCase;

class SendingStatusTest extends TestCase
{
    /** 2040-01-01 10:30:00 UTC */
    private const NEXT = 2209026600;

    /**
     * @dataProvider turns
     */
    public function testWhetherCronIsLateIsToldAsOnTheOverview(?int $last, ?int $since, bool $isLate, string $expected): void
    {
        $engine = new FakeEngine();
        $engine->answers['overview'] = ['cron_last' => $last, 'cron_since' => $since];
        $schedule = $this->createMock(DrainSchedule::class);
        $schedule->expects(self::once())->method('isLate')->with($since)->willReturn($isLate);
        $sending = $this->sending($engine, $schedule);
        self::assertSame($expected, $sending->cron());
        self::assertSame($expected, $sending->cron());
        self::assertSame([[['default', 'website_uk']]], $engine->callsOf('overview'), 'asked for once, of all connections of the shop');
    }

    public static function turns(): array
    {
        return [
            'it comes' => [1000, 5000, false, ''],
            'it is late' => [1000, 5000, true, 'Cron last ran at some time, so the queue is not sent on its own. Ask whoever looks after your server.'],
            'it never came' => [null, 5000, true, 'Cron has never run here, so the queue is not sent on its own. Ask whoever looks after your server.'],
            'nobody waits for it' => [null, null, false, ''],
        ];
    }

    /**
     * @dataProvider jobs
     */
    public function testAJobGoesWhenTheEngineSays(string $goes, ?string $obstacle, string $expected): void
    {
        $engine = new FakeEngine();
        $engine->answers = [
            'budget' => ['obstacle' => $obstacle === null ? null : ['code' => $obstacle, 'since' => 1, 'until' => null]],
            'jobs' => ['total' => 1, 'items' => [['connection' => 'default', 'goes' => $goes, 'not_before_at' => '2040-01-01 10:00:00']]],
        ];
        $schedule = $this->createStub(DrainSchedule::class);
        $schedule->method('next')->willReturn(self::NEXT);
        self::assertSame($expected, $this->sending($engine, $schedule)->job($engine->jobs()->rows[0]));
    }

    public static function jobs(): array
    {
        return [
            ['now', null, 'It is being sent now.'],
            ['paused', null, 'Sync All Data Now is paused. Resume it in the configuration.'],
            'the background sender retries' => ['retry', null, 'It is tried again at 2040-01-01 10:00.'],
            'cron retries, when it comes' => ['retry_by_cron', null, 'It is tried again at 2040-01-01 10:30.'],
            ['by_cron', null, 'The next sending is at 2040-01-01 10:30.'],
            'an obstacle comes first' => ['now', 'not_connected', 'The shop is not connected to Xero. What is queued is sent once it is.'],
        ];
    }

    public function testAQuestionIsNotCalledALostConnection(): void
    {
        $connection = $this->createStub(Connection::class);
        $connection->method('status')->willReturnOnConsecutiveCalls(
            ConnectionStatus::fromEngine(['question' => ['invoices' => 1]]),
            ConnectionStatus::fromEngine(['question' => null])
        );
        $sending = $this->sending(new FakeEngine(), $this->createStub(DrainSchedule::class), $connection);
        self::assertStringContainsString('until you answer', $sending->words('default', ['code' => 'connection_lost']));
        self::assertStringContainsString('is lost', $sending->words('default', ['code' => 'connection_lost']));
    }

    /**
     * @dataProvider movements
     */
    public function testALostConnectionComesBeforeWhatWasSaidWhileItWorked(string $state, ?string $obstacle, string $expected): void
    {
        $engine = new FakeEngine();
        $engine->answers['budget'] = ['obstacle' => $obstacle === null ? null : ['code' => $obstacle, 'since' => 1, 'until' => null]];
        $connection = $this->createStub(Connection::class);
        $connection->method('status')->willReturn(ConnectionStatus::without('default', 'needs_connection'));
        $connection->method('reason')->willReturn('The connection lacks a right. Press Connect Now.');
        $sending = $this->sending($engine, $this->createStub(DrainSchedule::class), $connection);
        self::assertSame($expected, $sending->lost($state, 'default'));
        $sending->lost($state, 'default');
        self::assertLessThanOrEqual(1, count($engine->callsOf('budget')), 'asked for once, not for each row of a grid');
    }

    public static function movements(): array
    {
        $lost = 'The connection to Xero is lost. Sending resumes once you press Connect Now.';
        return [
            'it is being checked' => ['unknown', 'connection_lost', $lost],
            'it waits' => ['waiting', 'connection_lost', $lost],
            'a right is missing' => ['unknown', 'connection_paused', 'The connection lacks a right. Press Connect Now.'],
            'never connected' => ['waiting', 'not_connected', 'The shop is not connected to Xero. What is queued is sent once it is.'],
            'held: a connection would not help' => ['held', 'connection_lost', ''],
            'an outage passes' => ['unknown', 'xero_silent', ''],
            'all is well' => ['unknown', null, ''],
        ];
    }

    private function sending(FakeEngine $engine, DrainSchedule $schedule, ?Connection $connection = null): SendingStatus
    {
        $locale = $this->createStub(ResolverInterface::class);
        $locale->method('getLocale')->willReturn('en_GB');
        $timezone = $this->createStub(TimezoneInterface::class);
        $timezone->method('formatDateTime')->willReturnCallback(
            static fn (\DateTimeInterface $time): string => $time->getTimestamp() < 86400 ? 'some time' : $time->format('Y-m-d H:i')
        );
        return new SendingStatus(
            $engine,
            $connection ?? $this->createStub(Connection::class),
            new FakeConnections(['default' => [1], 'website_uk' => [2]]),
            $schedule,
            new Display($locale, $timezone)
        );
    }
}
