<?php
declare(strict_types=1);

/*
 * Moves a store of many jobs, links and log lines into a folder, onto a database server and back: time, rows a second, largest memory of the process.
 *   scripts/with-mariadb scripts/bench move [jobs: 100000]
 */
require __DIR__ . '/begin.php';
require __DIR__ . '/store-rows.php';

use Ledgerline\Native\Engine;
use Ledgerline\Xero\Tests\Extension\Support\Php;
use Ledgerline\Xero\Tests\Extension\Support\Sandbox;
use Ledgerline\Xero\Tests\Extension\Support\Shop;

const MOVE = <<<'PHP'
$began = microtime(true);
$moved = $engine->moveStore($given['to']);
preg_match('/VmHWM:\s+(\d+)/', file_get_contents('/proc/self/status'), $found);
echo json_encode(['seconds' => microtime(true) - $began, 'kilobytes' => (int)$found[1]] + $moved);
PHP;

$wanted = (int)($argv[1] ?? 100000);
$sandbox = new Sandbox($folder, ['--limits', 'off']);
$first = $folder . '/store';
$engine = new Engine(Shop::options($first, $sandbox->address));
Shop::connect($engine, ['batch_size' => 50]);
$engine->enqueue(Shop::invoices(1, 100));
$engine->drain();
$sandbox->end();

$store = open_store($first);
multiply($store, 'job', [], $wanted);
multiply($store, 'log', [], $wanted);
$columns = array_column($store->query('PRAGMA table_info(link)')->fetchAll(PDO::FETCH_ASSOC), 'name');
$values = implode(', ', array_map(static fn (string $name): string => $name === 'key' ? "key || '-' || :n" : "\"$name\"", $columns));
$store->exec('CREATE TEMP TABLE original AS SELECT * FROM link');
for ($n = 1, $there = 1; $there < $wanted; $n++) {
    $store->exec(str_replace(':n', (string)$n, 'INSERT INTO link ("' . implode('", "', $columns) . "\") SELECT $values FROM original"));
    $there = (int)$store->query('SELECT COUNT(*) FROM link')->fetchColumn();
}
unset($store);

$server = (string)getenv('LEDGERLINE_TEST_MYSQL');
$places = ['SQLite' => $folder . '/second'];
if ($server !== '') {
    $places += ['MariaDB' => str_replace('/?', '/mysql?', $server) . '&prefix=bench_', 'SQLite again' => $folder . '/third'];
}
$from = $first;
$rows = [['from, to', 'rows', 'seconds', 'rows/s', 'largest memory']];
$name = 'SQLite';
foreach ($places as $next => $to) {
    $moved = Php::start($folder, MOVE, ['options' => Shop::options($from), 'to' => $to])->json(3600);
    $count = array_sum(array_column($moved['tables'], 'rows'));
    $rows[] = [
        "$name, $next", number_format($count), sprintf('%.1f', $moved['seconds']), number_format($count / $moved['seconds']),
        sprintf('%.0f MB', $moved['kilobytes'] / 1024),
    ];
    [$from, $name] = [$to, $next];
}
table($rows);
