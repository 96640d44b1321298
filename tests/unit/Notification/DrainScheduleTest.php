<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Tests\Unit\Notification;

use Ledgerline\Xero\Config\Settings;
use Ledgerline\Xero\Notification\DrainSchedule;
use Magento\Cron\Model\DeadlockRetrierInterface;
use Magento\Cron\Model\ResourceModel\Schedule as ScheduleResource;
use Magento\Cron\Model\Schedule;
use Magento\Cron\Model\ScheduleFactory;
use Magento\Framework\Intl\DateTimeFactory;
use Magento\Framework\Model\Context;
use Magento\Framework\Registry;
use Magento\Framework\Stdlib\DateTime\TimezoneInterface;
use PHPUnit\Framework\TestCase;

class DrainScheduleTest extends TestCase
{
    /**
     * @dataProvider cases
     */
    public function testTwoMissedRunsAreLate(string $expression, string $zone, ?string $last, string $now, bool $late): void
    {
        $settings = $this->createStub(Settings::class);
        $settings->method('drainSchedule')->willReturn($expression);
        $timezone = $this->createStub(TimezoneInterface::class);
        $timezone->method('getConfigTimezone')->willReturn($zone);
        $factory = new ScheduleFactory(function () use ($timezone): Schedule {
            return new Schedule(
                $this->createStub(Context::class),
                $this->createStub(Registry::class),
                $this->createStub(ScheduleResource::class),
                null,
                [],
                $timezone,
                new DateTimeFactory(),
                $this->createStub(DeadlockRetrierInterface::class)
            );
        });
        $schedule = new DrainSchedule($settings, $factory);
        self::assertSame($late, $schedule->isLate($last === null ? null : (int)strtotime($last . ' UTC'), (int)strtotime($now . ' UTC')));
    }

    public static function cases(): array
    {
        return [
            'just drained' => ['*/30 * * * *', 'UTC', '2026-05-01 10:00:40', '2026-05-01 10:20:00', false],
            'one missed' => ['*/30 * * * *', 'UTC', '2026-05-01 10:00:40', '2026-05-01 10:50:00', false],
            'two due, the second may still come' => ['*/30 * * * *', 'UTC', '2026-05-01 10:00:40', '2026-05-01 11:10:00', false],
            'two missed' => ['*/30 * * * *', 'UTC', '2026-05-01 10:00:40', '2026-05-01 11:16:00', true],
            'never' => ['*/30 * * * *', 'UTC', '1970-01-01 00:00:00', '2026-05-01 11:16:00', true],
            'nobody waits' => ['*/30 * * * *', 'UTC', null, '2026-05-01 11:16:00', false],
            'daily, missed once' => ['0 3 * * *', 'UTC', '2026-05-01 03:01:00', '2026-05-02 12:00:00', false],
            'daily, missed twice' => ['0 3 * * *', 'UTC', '2026-05-01 03:01:00', '2026-05-03 03:16:00', true],
            'the hour is that of the shop' => ['0 3 * * *', 'Australia/Sydney', '2026-05-01 17:01:00', '2026-05-03 03:16:00', false],
            'only in office hours, seen in the morning' => ['0 9-17 * * *', 'UTC', '2026-05-01 17:01:00', '2026-05-02 08:59:00', false],
        ];
    }
}
