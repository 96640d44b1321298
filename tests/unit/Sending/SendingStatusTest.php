<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Tests\Unit\Sending;

use Ledgerline\Xero\Api\Data\ConnectionStatus;
use Ledgerline\Xero\Connection\Connection;
use Ledgerline\Xero\Notification\DrainSchedule;
use Ledgerline\Xero\Sending\SendingStatus;
use Ledgerline\Xero\Tests\Unit\Fake\FakeEngine;
use Ledgerline\Xero\Text\Display;
use Magento\Framework\Locale\ResolverInterface;
use Magento\Framework\Stdlib\DateTime\TimezoneInterface;
use PHPUnit\Framework\TestCase;

class SendingStatusTest extends TestCase
{
    /**
     * @dataProvider turns
     */
    public function testCronHasItsTimeAgainAfterAConnectionWasMade(int $asked, ?int $last, int $connected): void
    {
        $engine = new FakeEngine();
        $engine->answers = [
            'cursor' => $last === null ? null : (string)$last,
            'connections' => [
                ['connection' => 'default', 'state' => 'connected', 'connected_at' => gmdate('Y-m-d H:i:s', $connected)],
                ['connection' => 'website_uk', 'state' => 'needs_connection', 'connected_at' => gmdate('Y-m-d H:i:s', $connected + 500)],
            ],
        ];
        $schedule = $this->createMock(DrainSchedule::class);
        $schedule->expects(self::once())->method('isLate')->with($asked)->willReturn(false);
        self::assertSame('', $this->sending($engine, $schedule)->cron());
    }

    public static function turns(): array
    {
        return ['cron came before' => [5000, 1000, 5000], 'cron came after' => [9000, 9000, 5000], 'it never came' => [0, null, 5000]];
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
        $timezone->method('formatDateTime')->willReturn('some time');
        return new SendingStatus(
            $engine,
            $connection ?? $this->createStub(Connection::class),
            $schedule,
            new Display($locale, $timezone)
        );
    }
}
