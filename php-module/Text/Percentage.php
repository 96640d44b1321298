<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Text;

/** Percentages in the one form in which they are compared: without sign and trailing zeros. */
class Percentage
{
    /** "20.0000" and "20 %" become "20"; anything that is not a percentage stays as it is. */
    public static function plain(string $rate): string
    {
        if (!preg_match('/^(\d+)(?:[.](\d+))?\s*%?$/', $rate, $found)) {
            return $rate;
        }
        $whole = ltrim($found[1], '0');
        $fraction = rtrim($found[2] ?? '', '0');
        return ($whole === '' ? '0' : $whole) . ($fraction === '' ? '' : '.' . $fraction);
    }
}
