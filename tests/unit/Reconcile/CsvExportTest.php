<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Tests\Unit\Reconcile;

use Ledgerline\Xero\Reconcile\CsvExport;
use Ledgerline\Xero\Text\Cell;
use PHPUnit\Framework\TestCase;

class CsvExportTest extends TestCase
{
    public function testTextsAreNeverFormulasAndAmountsStayNumbers(): void
    {
        $finding = [
            'kind' => 'missing', 'entity' => 'creditmemo', 'number' => '=1+1', 'date' => '2026-01-31', 'store' => "@x;=2,\"y\"", 'total' => '-12.50',
            'currency' => 'GBP', 'xero_total' => '0.00', 'accepted' => ['note' => "-2\n+3", 'by' => 'admin', 'at' => '2026-02-01 10:00:00'],
        ];
        $lines = (new CsvExport(new Cell()))->csv(['findings' => [$finding]], 'findings');

        self::assertStringEndsWith(
            "missing,creditmemo,'=1+1,2026-01-31,\"'@x;'=2,\"\"y\"\"\",-12.50,GBP,,0.00,,,,\"'-2\n'+3\",admin,2026-02-01 10:00:00\r\n",
            $lines
        );
        $file = fopen('php://memory', 'r+');
        self::assertNotFalse($file);
        fwrite($file, $lines);
        rewind($file);
        fgetcsv($file, null, ',', '"', '');
        $read = fgetcsv($file, null, ',', '"', '');
        self::assertSame(["'@x;'=2,\"y\"", '-12.50', "'-2\n'+3"], [$read[4], $read[5], $read[12]]);
        self::assertFalse(fgetcsv($file, null, ',', '"', ''), 'one line');
    }

    public function testDaysCanBeSummed(): void
    {
        $day = ['day' => '2026-01-31', 'store' => 'main', 'documents' => 2, 'matched' => 2, 'shop' => '-5.00', 'xero' => '-5.00', 'difference' => '0.00', 'currency' => 'GBP'];

        self::assertSame(
            "day,store,documents,matched,shop,xero,difference,currency\r\n2026-01-31,main,2,2,-5.00,-5.00,0.00,GBP\r\n",
            (new CsvExport(new Cell()))->csv(['days' => [$day]], 'days')
        );
    }
}
