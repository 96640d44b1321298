<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Text;

/**
 * A cell of a file for spreadsheets. What shoppers typed is text there, and never a formula (OWASP, "CSV Injection").
 *
 * A spreadsheet takes a cell for a formula by its first sign, and where it cuts a line at semicolons or tabs, as in German, one cell is several.
 */
class Cell
{
    /** The signs, in full width too; before them spaces and what is not seen. */
    private const BEGINS = '/^[\s\p{Cc}\p{Cf}]*[=+\-@＝＋－＠]|^[\t\r\n]/u';
    private const BEGINS_ANOTHER = '/([;|\t\r\n])(?=[=+\-@＝＋－＠])/u';
    /** A number as the engine and the shop write it. */
    private const NUMBER = '/^-?\d+(\.\d+)?$/D';

    public function text(string $cell): string
    {
        if (preg_match(self::NUMBER, $cell)) {
            return $cell;
        }
        if (!mb_check_encoding($cell, 'UTF-8')) {
            $cell = mb_scrub($cell, 'UTF-8');
        }
        $cell = (string)preg_replace(self::BEGINS_ANOTHER, "$1'", $cell);
        return preg_match(self::BEGINS, $cell) ? "'" . $cell : $cell;
    }
}
