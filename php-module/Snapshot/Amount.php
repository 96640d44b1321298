<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Snapshot;

/**
 * Decimal amounts as the database writes them: strings with four places, never floating point.
 *
 * Pure functions without anything to configure, replace or plug into; amounts have no second meaning.
 * phpcs:disable Magento2.Functions.StaticFunction
 */
class Amount
{
    public const ZERO = '0.0000';

    private const PLACES = 4;

    /** The value of a DECIMAL column; NULL, which Magento stores instead of zero, is zero. */
    public static function of(mixed $value): string
    {
        return is_string($value) && $value !== '' ? $value : self::orNull($value) ?? self::ZERO;
    }

    /** The value of a DECIMAL column where NULL means "not known". */
    public static function orNull(mixed $value): ?string
    {
        if ($value === null || $value === '') {
            return null;
        }
        if (is_string($value)) {
            return $value;
        }
        // From JSON inside a column; PDO itself hands out strings for DECIMAL.
        $isNumber = is_int($value) || (is_float($value) && is_finite($value));
        return $isNumber ? sprintf('%.' . self::PLACES . 'F', $value) : null;
    }

    public static function sum(string ...$amounts): string
    {
        $sum = self::ZERO;
        foreach ($amounts as $amount) {
            if ($amount === self::ZERO) {
                continue;
            }
            $sum = bcadd($sum, $amount, self::PLACES);
        }
        return $sum;
    }

    public static function minus(string $from, string $amount): string
    {
        return $amount === self::ZERO ? $from : bcsub($from, $amount, self::PLACES);
    }

    /** A part of an amount, to the nearest of four places. The part is a decimal, as 0.25. */
    public static function part(string $amount, string $part): string
    {
        $exact = bcmul($amount, $part, 20);
        return bcadd($exact, str_starts_with($exact, '-') ? '-0.00005' : '0.00005', self::PLACES);
    }

    public static function isPositive(string $amount): bool
    {
        return bccomp($amount, '0', self::PLACES) > 0;
    }

    /** Whether nothing is left at four places. */
    public static function isZero(string $amount): bool
    {
        return $amount === self::ZERO || bccomp($amount, '0', self::PLACES) === 0;
    }

    public static function absolute(string $amount): string
    {
        return ltrim($amount, '-');
    }

    /** Whether one amount is further from zero than another. */
    public static function isLarger(string $amount, string $than): bool
    {
        return bccomp(self::absolute($amount), self::absolute($than), self::PLACES) > 0;
    }
}
