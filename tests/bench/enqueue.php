<?php
declare(strict_types=1);

/*
 * What one enqueue of an invoice costs, and what it adds to a request in PHP-FPM with a Xero that answers after 500 ms.
 *   php -d extension="$LEDGERLINE_SO" tests/bench/enqueue.php [invoices, default 1000]
 * Take a release build (cargo build --release -p ledgerline).
 */
require __DIR__ . '/begin.php';

use Ledgerline\Native\Engine;
use Ledgerline\Xero\Tests\Extension\Support\Fpm;
use Ledgerline\Xero\Tests\Extension\Support\Php;
use Ledgerline\Xero\Tests\Extension\Support\Sandbox;
use Ledgerline\Xero\Tests\Extension\Support\Shop;

$count = max(100, (int)($argv[1] ?? 1000));
$us = static fn (float $value): string => number_format($value, 0, '.', ',');
printf("Snapshot of an invoice: %d bytes of JSON; each enqueue makes two jobs (contact, invoice). Load of the machine: %.1f.\n\n", strlen((string)json_encode(Shop::invoice(1))), sys_getloadavg()[0]);

$rows = [['enqueue(), µs', 'p50', 'p90', 'p99', 'longest']];
// What the disk itself takes now: "full" cannot be faster than one of these.
$file = fopen("$folder/raw", 'w');
$times = [];
for ($i = 0; $i < $count; $i++) {
    fwrite($file, str_repeat('x', 4096));
    $began = hrtime(true);
    fdatasync($file);
    $times[] = (hrtime(true) - $began) / 1000;
}
fclose($file);
$rows[] = ['fdatasync of 4 KB by PHP', $us(percentile($times, 0.5)), $us(percentile($times, 0.9)), $us(percentile($times, 0.99)), $us(max($times))];
foreach (['full', 'normal'] as $durability) {
    $engine = new Engine(Shop::options("$folder/$durability", null, ['durability' => $durability]));
    $engine->configure('default', Shop::settings());
    foreach (['new invoice' => 0, 'the same again' => 0, 'changed' => 1] as $what => $change) {
        $times = [];
        for ($number = 1; $number <= $count; $number++) {
            $snapshots = [Shop::invoice($number)];
            $snapshots[0]['payment']['transaction_id'] = (string)$change;
            $began = hrtime(true);
            $engine->enqueue($snapshots);
            $times[] = (hrtime(true) - $began) / 1000;
        }
        $rows[] = ["$durability, $what", $us(percentile($times, 0.5)), $us(percentile($times, 0.9)), $us(percentile($times, 0.99)), $us(max($times))];
    }
    $list = Shop::invoices(100_001, 100_500);
    $began = hrtime(true);
    $engine->enqueue($list);
    $rows[] = ["$durability, each of 500 in one call", $us((hrtime(true) - $began) / 1000 / 500), '', '', ''];
}
table($rows);

if (!Fpm::isThere()) {
    echo "\nPHP-FPM or nginx is not installed: no figures for requests.\n";
    exit(0);
}
echo "\nIn PHP-FPM behind nginx, Xero answers after 500 ms, 5 ms between requests:\n";
mkdir("$folder/var");
if (posix_geteuid() === 0) {
    chown("$folder/var", 'www-data');
}
$sandbox = new Sandbox($folder);
$options = Shop::options("$folder/var/ledgerline", $sandbox->address);
$engine = new Engine($options);
Shop::connect($engine);
$engine->catalogue('default', true);
$sandbox->latency(500);
$fpm = new Fpm($folder, 4);
try {
    $fpm->page('nothing.php', Php::prelude(Php::copy($folder), ['options' => $options]) . '$snapshots = Shop::invoices((int)$_GET["n"], (int)$_GET["n"]); $engine->cursor("nothing"); echo json_encode(["microseconds" => 0]);');
    $fpm->invoicePage($options);
    $requests = min(400, $count);
    $number = 200_000;
    $rows = [['ms', 'p50', 'p99', 'longest', 'added p50', 'enqueue() p50', 'enqueue() p99']];
    $ms = static fn (float $value): string => number_format($value, 2);
    $base = 0;
    foreach ([1, 4] as $visitors) {
        foreach (['page that takes nothing' => '/nothing.php?n=', 'cron mode' => '/invoice.php?immediately=0&n=', 'immediate mode' => '/invoice.php?immediately=1&n='] as $what => $path) {
            // Every worker has opened its store.
            $fpm->many(array_map(static fn () => $path . ++$GLOBALS['number'], range(1, 20)), 4);
            $paths = array_map(static fn () => $path . ++$GLOBALS['number'], range(1, $requests));
            $answers = $fpm->many($paths, $visitors, static fn () => usleep(5000));
            $bad = array_filter($answers, static fn (array $answer): bool => $answer['status'] !== 200);
            if ($bad !== []) {
                throw new RuntimeException(json_encode(reset($bad)));
            }
            $times = array_column($answers, 'ms');
            $inside = array_map(static fn (array $answer): float => json_decode($answer['body'], true)['microseconds'] / 1000, $answers);
            $half = percentile($times, 0.5);
            $base = str_contains($path, 'nothing') ? $half : $base;
            $rows[] = [
                "$visitors visitor(s), $what", $ms($half), $ms(percentile($times, 0.99)), $ms(max($times)), $ms($half - $base),
                $ms(percentile($inside, 0.5)), $ms(percentile($inside, 0.99)),
            ];
        }
    }
    table($rows);
} finally {
    $fpm->end();
    $sandbox->end();
}
