<?php
declare(strict_types=1);

/*
 * What the admin's screens cost the store: pages of queue and log, counts, what was sent today.
 *   php -d extension="$LEDGERLINE_SO" tests/bench/screens.php [jobs and lines, default 100000]
 * The rows are copies of what a first drain leaves. Milliseconds, the median of 15.
 */
require __DIR__ . '/begin.php';
require __DIR__ . '/store-rows.php';

use Ledgerline\Native\Engine;
use Ledgerline\Xero\Tests\Extension\Support\Sandbox;
use Ledgerline\Xero\Tests\Extension\Support\Shop;

const ROUNDS = 15;

$wanted = max(100, (int)($argv[1] ?? 100000));
$sandbox = new Sandbox($folder);
try {
    $engine = new Engine(Shop::options("$folder/store", $sandbox->address, ['timeout' => 60]));
    Shop::connect($engine);
    $engine->enqueue(Shop::invoices(1, 50));
    $engine->drain();
    $store = open_store("$folder/store");
    $states = "CASE (id + :n) % 10 WHEN 0 THEN 'held' WHEN 1 THEN 'failed' WHEN 2 THEN 'done' WHEN 3 THEN 'done' ELSE 'waiting' END";
    multiply($store, 'job', ['state' => $states, 'updated_at' => 'updated_at - :n * 1000'], $wanted);
    multiply($store, 'log', ['at' => 'at - :n * 1000', 'status' => "CASE WHEN (id + :n) % 10 = 0 THEN 'held' ELSE status END"], $wanted);
    $store->exec('PRAGMA wal_checkpoint(TRUNCATE)');

    $open = [['field' => 'state', 'condition' => 'nin', 'value' => ['done', 'cancelled']]];
    $is = static fn (string $field, string $value): array => [['field' => $field, 'condition' => 'eq', 'value' => $value]];
    $queue = static fn (array $filters, int $page = 1, array $more = []) => static fn () => $engine->jobs(
        ['filters' => $filters, 'page' => $page, 'page_size' => 20] + $more + ['sort' => 'id', 'direction' => 'asc']
    );
    $log = static fn (array $filters, int $page = 1, array $more = []) => static fn () => $engine->log(
        ['filters' => $filters, 'page' => $page, 'page_size' => 20] + $more + ['sort' => 'at', 'direction' => 'desc']
    );
    $sentToday = static function () use ($engine): void {
        foreach (['invoice', 'credit_note', 'payment', 'refund', 'contact', 'item'] as $kind) {
            $engine->jobs(['page' => 1, 'page_size' => 1, 'filters' => [
                ['field' => 'state', 'condition' => 'eq', 'value' => 'done'],
                ['field' => 'connection', 'condition' => 'eq', 'value' => 'default'],
                ['field' => 'kind', 'condition' => 'eq', 'value' => $kind],
                ['field' => 'action', 'condition' => 'in', 'value' => ['create', 'update']],
                ['field' => 'updated_at', 'condition' => 'gteq', 'value' => '2020-01-01 00:00:00'],
            ]]);
        }
    };
    $deep = intdiv($wanted, 50);
    $rows = [['', 'ms']];
    foreach ([
        'queue, first page' => $queue($open),
        "queue, page $deep" => $queue($open, $deep),
        'queue, held' => $queue($is('state', 'held')),
        'queue, by number' => $queue($open, 1, ['sort' => 'number']),
        "queue, by number, page $deep" => $queue($open, $deep, ['sort' => 'number']),
        'queue, search' => $queue($open, 1, ['search' => '-777']),
        'log, first page' => $log([]),
        "log, page $deep" => $log([], $deep),
        'log, success' => $log($is('status', 'success')),
        "log, success, page $deep" => $log($is('status', 'success'), $deep),
        'log, by number' => $log([], 1, ['sort' => 'number']),
        'log, search' => $log([], 1, ['search' => '-777']),
        'counts' => static fn () => $engine->counts(),
        'sent today, six kinds' => $sentToday,
    ] as $name => $ask) {
        $taken = [];
        for ($round = 0; $round < ROUNDS; $round++) {
            $began = hrtime(true);
            $ask();
            $taken[] = (hrtime(true) - $began) / 1e6;
        }
        $rows[] = [$name, number_format(percentile($taken, 0.5), 1)];
    }
    table($rows);
} finally {
    $sandbox->end();
}
