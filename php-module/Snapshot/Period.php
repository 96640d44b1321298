<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Snapshot;

use Magento\Framework\App\Config\ScopeConfigInterface;

/** Turns days, as people choose them, into the UTC times that Magento stores. */
class Period
{
    private const FORMAT = 'Y-m-d H:i:s';

    public function __construct(private readonly ScopeConfigInterface $config) {}

    /**
     * First moment of a day in the shop's default time zone, in UTC.
     * @param string $day YYYY-MM-DD
     * @throws \InvalidArgumentException when it is not a day
     */
    public function begin(string $day): string
    {
        return $this->utc($this->midnight($day));
    }

    /**
     * First moment after a day in the shop's default time zone, in UTC.
     * @param string $day YYYY-MM-DD
     * @throws \InvalidArgumentException when it is not a day
     */
    public function end(string $day): string
    {
        // Through the calendar, not by 24 hours: two days of a year are shorter or longer.
        return $this->utc($this->midnight($day)->modify('+1 day'));
    }

    /**
     * A day that is early enough for every time zone, where stores are elsewhere than the shop's default one.
     * @param string $day YYYY-MM-DD
     * @return string YYYY-MM-DD
     * @throws \InvalidArgumentException when it is not a day
     */
    public function early(string $day): string
    {
        return $this->midnight($day)->modify('-2 days')->format('Y-m-d');
    }

    private function midnight(string $day): \DateTimeImmutable
    {
        $time = \DateTimeImmutable::createFromFormat('!Y-m-d', substr($day, 0, 10), $this->timeZone());
        if ($time === false || $time->format('Y-m-d') !== substr($day, 0, 10)) {
            throw new \InvalidArgumentException(sprintf('"%s" is not a day (YYYY-MM-DD).', $day));
        }
        return $time;
    }

    private function utc(\DateTimeImmutable $time): string
    {
        return $time->setTimezone(new \DateTimeZone('UTC'))->format(self::FORMAT);
    }

    private function timeZone(): \DateTimeZone
    {
        try {
            return new \DateTimeZone((string)$this->config->getValue(Stores::TIME_ZONE) ?: 'UTC');
        } catch (\Exception) {
            return new \DateTimeZone('UTC');
        }
    }
}
