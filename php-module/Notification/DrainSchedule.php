<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Notification;

use Ledgerline\Xero\Config\Settings;
use Magento\Cron\Model\ScheduleFactory;

/** Knows when drains were due. */
class DrainSchedule
{
    /** The newest run gets so long to come to its end. */
    private const GRACE_MINUTES = 15;
    /** Two runs of a daily schedule are within this. Who drains less often than daily watches it himself. */
    private const DAYS = 3;

    public function __construct(private readonly Settings $settings, private readonly ScheduleFactory $scheduleFactory) {}

    /**
     * When the next drain is due, seconds since 1970; 0 when that is days away.
     * @param int|null $now only for tests
     */
    public function next(?int $now = null): int
    {
        $now = $now ?? time();
        $matcher = $this->scheduleFactory->create();
        $matcher->setCronExpr($this->settings->drainSchedule());
        $minute = $now - $now % 60 + 60;
        for ($end = $minute + self::DAYS * 86400; $minute < $end; $minute += 60) {
            $matcher->setScheduledAt($minute);
            if ($matcher->trySchedule()) {
                return $minute;
            }
        }
        return 0;
    }

    /**
     * Whether two drains were due since that time and none came.
     * @param int|null $since seconds since 1970; null: nobody waits for one
     * @param int|null $now only for tests
     */
    public function isLate(?int $since, ?int $now = null): bool
    {
        if ($since === null) {
            return false;
        }
        $now = $now ?? time();
        $minute = $now - self::GRACE_MINUTES * 60;
        $minute -= $minute % 60;
        $end = max($since, $now - self::DAYS * 86400);
        // Magento's own matcher knows its dialect of cron expressions and the shop's time zone.
        $matcher = $this->scheduleFactory->create();
        $matcher->setCronExpr($this->settings->drainSchedule());
        for ($due = 0; $minute > $end; $minute -= 60) {
            $matcher->setScheduledAt($minute);
            if ($matcher->trySchedule() && ++$due === 2) {
                return true;
            }
        }
        return false;
    }
}
