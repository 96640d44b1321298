<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Tests\Unit\Notification;

use Ledgerline\Xero\Notification\Condition;
use Ledgerline\Xero\Notification\DrainSchedule;
use Ledgerline\Xero\Tests\Unit\Fake\FakeAvailability;
use Ledgerline\Xero\Tests\Unit\Fake\FakeConnections;
use Ledgerline\Xero\Tests\Unit\Fake\FakeEngine;
use Ledgerline\Xero\Tests\Unit\Fake\FakeGuard;
use Magento\Framework\App\CacheInterface;
use Magento\Framework\Locale\ResolverInterface;
use Magento\Framework\Serialize\Serializer\Json;
use PHPUnit\Framework\TestCase;

class ConditionTest extends TestCase
{
    private const FINE = ['ok' => true, 'schema' => 7];

    public function testADamagedLineKeepsNothingElseFromBeingTold(): void
    {
        $data = [['id' => 'one_line_apart']];
        $condition = $this->condition(['ok' => false, 'code' => 'store_damaged', 'message' => 'One line.', 'message_data' => $data, 'schema' => 6]);
        self::assertSame(
            ['code' => 'store_damaged', 'message' => 'One line.', 'message_data' => $data, 'usable' => true],
            $condition['store']
        );
        self::assertSame(3, $condition['held']);
    }

    public function testOfAStoreThatDoesNotSendNothingElseIsTold(): void
    {
        $schedule = $this->createStub(DrainSchedule::class);
        $schedule->method('isLate')->willReturn(true);
        $condition = $this->condition(self::FINE, ['lost'], [], $schedule, FakeGuard::foreign());
        self::assertSame(
            ['code' => 'store_foreign', 'message' => 'Documents are sent by web-1.', 'fix' => 'Use one store.', 'usable' => true],
            $condition['store']
        );
        self::assertSame([0, [], null], [$condition['held'], $condition['connections'], $condition['drain_late']]);
    }

    public function testOfAStoreThatCannotBeOpenedNothingElseIsAsked(): void
    {
        $condition = $this->condition(['ok' => false, 'code' => 'store_not_writable', 'message' => 'No rights.', 'schema' => null]);
        self::assertFalse($condition['store']['usable']);
        self::assertSame(0, $condition['held']);
    }

    public function testEachConcernOfAConnectionReachesItsNotice(): void
    {
        $condition = $this->condition(self::FINE, ['differing', 'expiring', 'used_up']);
        $one = ['connection' => 'default', 'name' => 'Books'];
        self::assertSame([], $condition['connections']);
        self::assertSame([$one + ['at' => '2026-02-01 04:20:00', 'wrong' => 2]], $condition['differing']);
        self::assertSame([$one + ['at' => '2026-03-01 00:00:00']], $condition['expiring']);
        self::assertSame([$one], $condition['used_up']);
        $lost = $this->condition(self::FINE, ['lost'])['connections'];
        self::assertSame([['default', 'Books', 'Gone.', false]], array_map(
            static fn (array $told): array => [$told['connection'], $told['name'], $told['message'], $told['asks']],
            $lost
        ));
        self::assertSame([], $this->condition(self::FINE, [])['differing']);
    }

    /** @dataProvider crons */
    public function testCronIsLateByTheShopsSchedule(?int $last, ?int $since, bool $late, ?int $told): void
    {
        $schedule = $this->createMock(DrainSchedule::class);
        $schedule->expects(self::once())->method('isLate')->with($since)->willReturn($late);
        self::assertSame($told, $this->condition(self::FINE, [], ['cron_last' => $last, 'cron_since' => $since], $schedule)['drain_late']);
    }

    public static function crons(): array
    {
        return [
            'no connection works' => [50, null, false, null],
            'it never came' => [null, 40, true, 0],
            'it came, long ago' => [50, 60, true, 50],
            'it is not due' => [50, 50, false, null],
        ];
    }

    /** @param string[] $concerns of the connection, as the engine tells them */
    private function condition(array $store, array $concerns = [], array $cron = [], ?DrainSchedule $schedule = null, ?FakeGuard $guard = null): array
    {
        $engine = new FakeEngine();
        $engine->answers = [
            'health' => ['store' => $store],
            'connections' => [
                ['connection' => 'default', 'state' => 'connected', 'organisation' => ['name' => 'Books'], 'message' => 'Gone.',
                    'consent_expires_at' => '2026-03-01 00:00:00'],
                ['connection' => 'unused', 'state' => 'needs_connection'],
            ],
            'overview' => $cron + ['cron_last' => null, 'cron_since' => null, 'attention' => 3, 'needs' => 'person', 'connections' => [
                'default' => ['concerns' => $concerns, 'differing' => 2, 'reconciliation' => ['at' => '2026-02-01 04:20:00']],
            ]],
        ];
        return (new Condition(
            new FakeAvailability(),
            $engine,
            $guard ?? new FakeGuard(),
            new FakeConnections(['default' => [1]]),
            $schedule ?? $this->createMock(DrainSchedule::class),
            $this->createMock(CacheInterface::class),
            new Json(),
            $this->createStub(ResolverInterface::class)
        ))->get();
    }
}
