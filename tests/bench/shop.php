<?php
declare(strict_types=1);

/*
 * What a whole shop costs, in a private copy that shop-rows.php has filled: ledgerline:sync, the same again, the hourly sweep and the nightly comparison with nothing changed, and a
 * reconciliation of its last year, none of which is in Xero.
 *   scripts/magento-run php "$LEDGERLINE_TESTS/bench/shop.php"
 * Nothing is sent to Xero. Each row is a process of its own, so that its peak of memory is its own.
 */
require dirname(__DIR__) . '/fixtures/shop.php';

use Ledgerline\Xero\Config\Options;
use Ledgerline\Xero\Config\SettingsPublisher;
use Ledgerline\Xero\Console\SyncCommand;
use Ledgerline\Xero\Reconcile\Reconciliation;
use Ledgerline\Xero\Sweep\Sweep;
use Magento\Framework\App\ResourceConnection;
use Symfony\Component\Console\Input\ArrayInput;
use Symfony\Component\Console\Output\BufferedOutput;

const STEPS = ['ledgerline:sync', 'the same again', 'in full', 'hourly sweep', 'hourly sweep', 'nightly comparison', 'nightly comparison', 'reconciliation'];
const ENTITIES = ['customer', 'invoice', 'creditmemo'];

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
$began = microtime(true);
$records = 0;
if (str_contains($argv[1], 'sweep') || str_contains($argv[1], 'comparison')) {
    $sweep = $shop->get(Sweep::class);
    $result = str_contains($argv[1], 'sweep') ? $sweep->run(3600.0) : $sweep->compareAll(3600.0);
    $records = $result['compared'];
} elseif ($argv[1] === 'reconciliation') {
    $resource = $shop->get(ResourceConnection::class);
    $last = substr((string)$resource->getConnection('sales')->fetchOne('SELECT MAX(created_at) FROM ' . $resource->getTableName('sales_invoice', 'sales')), 0, 10);
    $first = (new \DateTimeImmutable($last))->modify('-365 days')->format('Y-m-d');
    $records = $shop->get(Reconciliation::class)->run('default', $first, $last)->documents;
} else {
    $output = new BufferedOutput();
    $input = ['--json' => true, '--entity' => ENTITIES, '--full' => $argv[1] === 'in full'];
    $shop->get(SyncCommand::class)->run(new ArrayInput($input), $output);
    $records = array_sum(array_column(json_decode($output->fetch(), true)['entities'], 'found'));
}
$seconds = microtime(true) - $began;
preg_match('/VmHWM:\s+(\d+)/', (string)file_get_contents('/proc/self/status'), $memory);
$folder = $shop->get(Options::class)->store();
printf(
    "%-20s %9d records %8.2f s %7d MB at most%s\n",
    $argv[1],
    $records,
    $seconds,
    intdiv((int)$memory[1], 1024),
    str_starts_with($folder, '/') ? sprintf(', store %d MB', intdiv(array_sum(array_map(filesize(...), glob($folder . '/*.sqlite*') ?: [])), 1_048_576)) : ''
);
