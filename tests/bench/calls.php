<?php
declare(strict_types=1);

/*
 * Calls to Xero for paid invoices, each of a customer of its own: contact, invoice and payment of each make three records.
 *   php -d extension="$LEDGERLINE_SO" tests/bench/calls.php [invoices, default 1000]
 */
require __DIR__ . '/begin.php';

use Ledgerline\Native\Engine;
use Ledgerline\Xero\Tests\Extension\Support\Sandbox;
use Ledgerline\Xero\Tests\Extension\Support\Shop;

$count = max(1, (int)($argv[1] ?? 1000));
$sandbox = new Sandbox($folder);
try {
    $engine = new Engine(Shop::options("$folder/store", $sandbox->address, ['timeout' => 60]));
    Shop::connect($engine);
    $connecting = $sandbox->ask('counts')['calls_total'];
    foreach (array_chunk(Shop::invoices(1, $count), 200) as $portion) {
        $engine->enqueue($portion, ['purpose' => 'history']);
    }
    $began = hrtime(true);
    $calls = 0;
    do {
        $report = $engine->drain();
        $calls += $report['calls'];
        // Xero's minute: the engine waits for it on its own; a longer pause it leaves to the next run.
    } while ($report['waiting'] > 0 && $report['stopped'] === 'budget' && sleep(10) === 0);
    $seen = $sandbox->ask('counts');
    $paid = array_filter($sandbox->invoices(), static fn (array $one): bool => $one['documents'] === 1 && $one['payments'] === 1 && $one['paid'] === $one['total']);
    table([
        ['invoices of as many customers', $count],
        ['in Xero once and paid in full', count($paid)],
        ['calls by the engine\'s own count', $calls],
        ['calls that Xero saw (without connecting)', $seen['calls_total'] - $connecting],
        ['one call per record would be', 3 * $count],
        ['refused because too many', $seen['refused_429_total']],
        ['difference in cents', $report['difference_cents']],
        ['seconds', number_format((hrtime(true) - $began) / 1e9, 1)],
    ]);
    foreach ($seen['by_endpoint'] as $endpoint => $number) {
        printf("  %-24s %d\n", $endpoint, $number);
    }
    exit(count($paid) === $count ? 0 : 1);
} finally {
    $sandbox->end();
}
