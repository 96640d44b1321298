<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Tests\Unit\Text;

use Ledgerline\Xero\Text\Cell;
use PHPUnit\Framework\TestCase;

class CellTest extends TestCase
{
    /** @dataProvider cells */
    public function testWhatASpreadsheetWouldTakeForAFormulaIsText(string $given, string $cell): void
    {
        self::assertSame($cell, (new Cell())->text($given));
    }

    public static function cells(): array
    {
        return [
            'a formula' => ['=1+1', "'=1+1"],
            'a link' => ['=HYPERLINK("https://x","y")', "'=HYPERLINK(\"https://x\",\"y\")"],
            'plus' => ['+49 30 1234', "'+49 30 1234"],
            'minus' => ['-1+cmd|\' /C calc\'!A0', "'-1+cmd|' /C calc'!A0"],
            'at' => ['@SUM(A1)', "'@SUM(A1)"],
            'tab' => ["\tx", "'\tx"],
            'carriage return' => ["\rx", "'\rx"],
            'line feed' => ["\nx", "'\nx"],
            'behind a space' => [' =1', "' =1"],
            'behind what is not seen' => ["\u{feff}\u{200b}=1", "'\u{feff}\u{200b}=1"],
            'full width' => ['＝1+1', "'＝1+1"],
            'where a German spreadsheet cuts' => ['Smith;=1+1', "Smith;'=1+1"],
            'where a line breaks' => ["Smith\n=1+1", "Smith\n'=1+1"],
            'bytes that are no text' => ["=\xff", "'=?"],
            'an amount' => ['12.50', '12.50'],
            'a negative amount' => ['-12.50', '-12.50'],
            'no amount, though PHP reads a number' => ['-1e5', "'-1e5"],
            'an amount and a formula' => ["-1\n=1", "'-1\n'=1"],
            'a name' => ['Jean-Luc O\'Neil & Co. (a+b=c; d)', 'Jean-Luc O\'Neil & Co. (a+b=c; d)'],
            'a date' => ['2026-01-31', '2026-01-31'],
            'nothing' => ['', ''],
        ];
    }
}
