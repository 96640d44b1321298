<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Text;

use Magento\Framework\Locale\ResolverInterface;
use Magento\Framework\Stdlib\DateTime\TimezoneInterface;

/** Writes numbers, amounts and times as the person at the screen does. Amounts are never made into floating point. */
class Display
{
    /** @var array<string, \NumberFormatter> by locale, because a process may show one language after another */
    private array $formatters = [];

    public function __construct(private readonly ResolverInterface $locale, private readonly TimezoneInterface $timezone) {}

    /** A whole number, with separators of thousands. */
    public function number(int $number): string
    {
        return (string)$this->formatter()->format($number, \NumberFormatter::TYPE_INT64);
    }

    /**
     * An amount with two decimals.
     * @param string $amount decimal text
     */
    public function amount(string $amount): string
    {
        if (!preg_match('/^(-?)(\d+)(?:\.(\d+))?$/', $amount, $part)) {
            return $amount;
        }
        $point = $this->formatter()->getSymbol(\NumberFormatter::DECIMAL_SEPARATOR_SYMBOL);
        // The typographic minus keeps its number on the same line.
        return ($part[1] === '' ? '' : "\u{2212}") . $this->number((int)$part[2]) . $point
            . str_pad(substr($part[3] ?? '', 0, 2), 2, '0');
    }

    /**
     * An amount with two decimals or as many more as it has, and the sign of its currency.
     * @param string $amount decimal text
     * @param string $currency ISO 4217; empty: none is shown
     */
    public function money(string $amount, string $currency): string
    {
        // Some currencies have three decimals.
        $number = $this->amount($amount) . (preg_match('/\.\d\d(\d+)$/', $amount, $beyond) ? $beyond[1] : '');
        if ($currency === '' || !preg_match('/^-?\d+(\.\d+)?$/', $amount)) {
            return trim("$number $currency");
        }
        // Where the sign stands is seen from a price of 1; only the pattern goes through floating point.
        $pattern = (string)(new \NumberFormatter($this->locale->getLocale(), \NumberFormatter::CURRENCY))->formatCurrency(1, $currency);
        $digits = '/1(?:[.,]0+)?/u';
        if (!preg_match($digits, $pattern)) {
            return "$number $currency";
        }
        $sign = str_starts_with($amount, '-') ? "\u{2212}" : '';
        return $sign . preg_replace($digits, ltrim($number, "\u{2212}"), $pattern, 1);
    }

    /**
     * A decimal number with as many decimals as it has.
     * @param string $number decimal text
     */
    public function decimal(string $number): string
    {
        return str_replace('.', $this->formatter()->getSymbol(\NumberFormatter::DECIMAL_SEPARATOR_SYMBOL), $number);
    }

    /**
     * @param string $day YYYY-MM-DD
     * @param int $style of IntlDateFormatter
     */
    public function day(string $day, int $style = \IntlDateFormatter::MEDIUM): string
    {
        $date = \DateTimeImmutable::createFromFormat('!Y-m-d', $day, new \DateTimeZone('UTC'));
        if ($date === false) {
            return $day;
        }
        $format = new \IntlDateFormatter($this->locale->getLocale(), $style, \IntlDateFormatter::NONE, 'UTC');
        return (string)$format->format($date);
    }

    /** @param string $from YYYY-MM-DD */
    public function days(string $from, string $to): string
    {
        return $from === $to ? $this->day($from) : $this->day($from) . ' – ' . $this->day($to);
    }

    /**
     * A moment in the shop's time zone.
     * @param int|string $moment seconds since 1970, or "YYYY-MM-DD HH:MM:SS" in UTC
     */
    public function moment(int|string $moment): string
    {
        return $this->timezone->formatDateTime($this->time($moment), \IntlDateFormatter::MEDIUM, \IntlDateFormatter::SHORT);
    }

    /** The time of day in the shop's time zone. */
    public function clock(int|string $moment): string
    {
        return $this->timezone->formatDateTime($this->time($moment), \IntlDateFormatter::NONE, \IntlDateFormatter::SHORT);
    }

    /**
     * A time for a sentence: the time of day when it is today, else with its day.
     * @param int $moment seconds since 1970
     */
    public function when(int $moment): string
    {
        $zone = new \DateTimeZone($this->timezone->getConfigTimezone() ?: 'UTC');
        $day = static fn (int $at): string => (new \DateTimeImmutable('@' . $at))->setTimezone($zone)->format('Y-m-d');
        return $day($moment) === $day(time()) ? $this->clock($moment) : $this->moment($moment);
    }

    private function time(int|string $moment): \DateTime
    {
        return is_numeric($moment)
            ? new \DateTime('@' . (int)$moment)
            : new \DateTime($moment, new \DateTimeZone('UTC'));
    }

    /** The way of the person's language. */
    private function formatter(): \NumberFormatter
    {
        $locale = (string)$this->locale->getLocale();
        return $this->formatters[$locale] ??= new \NumberFormatter($locale, \NumberFormatter::DECIMAL);
    }
}
