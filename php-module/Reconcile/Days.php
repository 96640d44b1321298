<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Reconcile;

use Ledgerline\Xero\Snapshot\Stores;
use Magento\Framework\App\Config\ScopeConfigInterface;
use Magento\Framework\Exception\LocalizedException;

/** The days that a reconciliation covers. */
class Days
{
    public const NIGHTLY = 7;
    private const MOST = 366;
    /** First month and day of a tax year that is not the calendar's, by country. */
    private const TAX_YEARS = ['GB' => [4, 6], 'NZ' => [4, 1], 'IN' => [4, 1], 'AU' => [7, 1], 'ZA' => [3, 1], 'HK' => [4, 1]];

    public function __construct(private readonly ScopeConfigInterface $config) {}

    /**
     * The last seven full days, where the shop is.
     * @param int|null $now only for tests
     * @return string[] from, to
     */
    public function lastWeek(?int $now = null): array
    {
        $today = $this->today($now);
        return [$today->modify('-' . self::NIGHTLY . ' days')->format('Y-m-d'), $today->modify('-1 day')->format('Y-m-d')];
    }

    /**
     * The last seven days with today, which a shop that was just set up has documents of.
     * @param int|null $now only for tests
     * @return string[] from, to
     */
    public function recent(?int $now = null): array
    {
        $today = $this->today($now);
        return [$today->modify('-' . (self::NIGHTLY - 1) . ' days')->format('Y-m-d'), $today->format('Y-m-d')];
    }

    /**
     * Spans that bookkeepers ask for, up to today.
     * @param string $country of the organisation, for its tax year
     * @param int|null $now only for tests
     * @return array<string,string[]> this_month, last_month, last_quarter, tax_year: from, to
     */
    public function presets(string $country, ?int $now = null): array
    {
        $today = $this->today($now)->setTime(0, 0);
        $quarter = $today->setDate((int)$today->format('Y'), 3 * intdiv((int)$today->format('n') - 1, 3) + 1, 1);
        [$month, $day] = self::TAX_YEARS[$country] ?? [1, 1];
        $year = $today->setDate((int)$today->format('Y'), $month, $day);
        $year = $year > $today ? $year->modify('-1 year') : $year;
        return array_map(
            static fn (array $span): array => array_map(static fn (\DateTimeImmutable $at): string => $at->format('Y-m-d'), $span),
            [
                'this_month' => [$today->modify('first day of this month'), $today],
                'last_month' => [$today->modify('first day of last month'), $today->modify('last day of last month')],
                'last_quarter' => [$quarter->modify('-3 months'), $quarter->modify('-1 day')],
                'tax_year' => [$year, $today],
            ]
        );
    }

    /**
     * Days as a person gave them; what is missing is filled in from the last week.
     * @return string[] from, to
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

    /** Today, where the shop is. */
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
