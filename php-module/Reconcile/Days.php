<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Reconcile;

use Ledgerline\Xero\Snapshot\Stores;
use Magento\Framework\App\Config\ScopeConfigInterface;
use Magento\Framework\Exception\LocalizedException;

/**
 * The days that a reconciliation covers.
 */
class Days
{
    public const NIGHTLY = 7;
    private const MOST = 366;

    /**
     * @param ScopeConfigInterface $config
     */
    public function __construct(private ScopeConfigInterface $config)
    {
    }

    /**
     * The last seven full days, where the shop is.
     *
     * @param int|null $now only for tests
     * @return string[] from, to
     */
    public function lastWeek(?int $now = null): array
    {
        $today = $this->today($now);
        return [
            $today->modify('-' . self::NIGHTLY . ' days')->format('Y-m-d'),
            $today->modify('-1 day')->format('Y-m-d'),
        ];
    }

    /**
     * Days as a person gave them; what is missing is filled in from the last week.
     *
     * @param string $from
     * @param string $to
     * @return string[] from, to
     * @throws LocalizedException
     */
    public function chosen(string $from, string $to): array
    {
        [$first, $last] = $this->lastWeek();
        $to = $this->day($to) ?: ($from > $last ? $this->today(null)->format('Y-m-d') : $last);
        $from = $this->day($from)
            ?: min($first, (new \DateTimeImmutable($to))->modify('-' . (self::NIGHTLY - 1) . ' days')->format('Y-m-d'));
        if ($from > $to) {
            throw new LocalizedException(__('The first day, %1, is after the last one, %2.', $from, $to));
        }
        if ((new \DateTimeImmutable($from))->diff(new \DateTimeImmutable($to))->days >= self::MOST) {
            throw new LocalizedException(__('A reconciliation covers at most one year. Choose fewer days.'));
        }
        return [$from, $to];
    }

    /**
     * A day, or nothing.
     *
     * @param string $day
     * @return string
     * @throws LocalizedException
     */
    private function day(string $day): string
    {
        $day = trim($day);
        if ($day === '') {
            return '';
        }
        $date = \DateTimeImmutable::createFromFormat('!Y-m-d', $day);
        if ($date === false || $date->format('Y-m-d') !== $day) {
            throw new LocalizedException(__('"%1" is not a day. Write it as year-month-day: 2026-04-01.', $day));
        }
        return $day;
    }

    /**
     * Today, where the shop is.
     *
     * @param int|null $now
     * @return \DateTimeImmutable
     */
    private function today(?int $now): \DateTimeImmutable
    {
        try {
            $zone = new \DateTimeZone((string)$this->config->getValue(Stores::TIME_ZONE) ?: 'UTC');
        } catch (\Exception) {
            $zone = new \DateTimeZone('UTC');
        }
        return (new \DateTimeImmutable('@' . ($now ?? time())))->setTimezone($zone);
    }
}
