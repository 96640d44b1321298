<?php
declare(strict_types=1);

/*
 * What a dry run costs, in a private copy that shop-rows.php has filled: reading, deciding, and memory, over all documents and over half of them.
 *   scripts/magento-run php "$LEDGERLINE_TESTS/bench/dry-run.php"
 * Each row is a process of its own, so that its peak of memory is its own.
 */
require dirname(__DIR__) . '/fixtures/shop.php';

use Ledgerline\Xero\Config\SettingsPublisher;
use Ledgerline\Xero\DryRun\DryRun;
use Ledgerline\Xero\DryRun\Findings;
use Magento\Framework\App\ResourceConnection;

const STEPS = ['documents', 'half of them'];

if (!isset($argv[1])) {
    foreach (STEPS as $step) {
        passthru(escapeshellarg(PHP_BINARY) . ' ' . escapeshellarg(__FILE__) . ' ' . escapeshellarg($step), $code);
        if ($code !== 0) {
            exit($code);
        }
    }
    exit(0);
}

$shop = shop();
$shop->get(SettingsPublisher::class)->publish();
$resource = $shop->get(ResourceConnection::class);
$db = $resource->getConnection('sales');
$middle = null;
if ($argv[1] !== 'documents') {
    $invoices = $resource->getTableName('sales_invoice', 'sales');
    $half = intdiv((int)$db->fetchOne($db->select()->from($invoices, ['COUNT(*)'])), 2);
    $middle = substr((string)$db->fetchOne($db->select()->from($invoices, ['created_at'])->order('created_at')->limit(1, $half)), 0, 10);
}
$dryRun = $shop->get(DryRun::class);
$began = microtime(true);
$run = $dryRun->start('default', $middle);
// Documents alone, as the days of a shop that was synced before.
unset($run['entities']['product']);
while (!$dryRun->isOver($run)) {
    $run = $dryRun->step($run, 1.0);
}
$seconds = microtime(true) - $began;
preg_match('/VmHWM:\s+(\d+)/', (string)file_get_contents('/proc/self/status'), $memory);
$counts = $shop->get(Findings::class)->counts($run['answer']['report'], Findings::DOCUMENTS);
printf(
    "%-14s %8d documents (%d would be sent, %d held) of %d records in %6.2f s, %d MB at most, %d kB between portions\n",
    $argv[1],
    array_sum($counts),
    ($counts[Findings::SENT] ?? 0) + ($counts[Findings::ROUNDED] ?? 0),
    $counts[Findings::HELD] ?? 0,
    array_sum(array_column($run['entities'], 'read')),
    $seconds,
    intdiv((int)$memory[1], 1024),
    intdiv(strlen((string)$run['answer']['memory']), 1024)
);
