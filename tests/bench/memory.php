<?php
declare(strict_types=1);

/*
 * Memory of one PHP process over many calls of the engine: what one of PHP-FPM's workers does in its life.
 *   php -d extension="$LEDGERLINE_SO" tests/bench/memory.php [calls, default 100000]
 * Ends with 1 when the last tenth of the calls left more than half a megabyte behind.
 */
require __DIR__ . '/begin.php';

use Ledgerline\Native\Engine;
use Ledgerline\Native\XeroException;
use Ledgerline\Xero\Tests\Extension\Support\Shop;

$calls = max(1000, (int)($argv[1] ?? 100_000));
$engine = new Engine(Shop::options("$folder/store"));
$engine->configure('default', Shop::settings());
$invoices = Shop::invoices(1, 3);
$engine->enqueue($invoices);
$job = $engine->jobs()['items'][0]['id'];
$refused = static function (callable $call): void {
    try {
        $call();
    } catch (XeroException | TypeError) {
        return;
    }
    throw new LogicException('This call should have been refused.');
};
$round = [
    static fn () => $engine->enqueue($invoices),
    static fn () => $engine->jobs(['page_size' => 20]),
    static fn () => $engine->log(['page_size' => 20]),
    static fn () => $engine->counts(),
    static fn () => $engine->preview($invoices[0]),
    static fn () => $engine->links('invoice', '1'),
    static fn () => $engine->hold([$job]),
    static fn () => $engine->setCursor('memory', str_repeat('x', 100)),
    static fn () => $engine->cursor('memory'),
    static fn () => $engine->enqueue([['kind' => 'invoice', 'id' => "\xff"]]),
    static fn () => $refused(static fn () => $engine->configure('default', ['accounts' => 'nonsense'] + Shop::settings())),
    static fn () => $refused(static fn () => $engine->logDetail(999_999)),
    static fn () => $engine->health(),
    static fn () => new Engine(Shop::options("$folder/store")),
];
/** @return array{float, float} resident memory and PHP's own, MB */
$memory = static function (): array {
    gc_collect_cycles();
    preg_match('/VmRSS:\s+(\d+)/', (string)file_get_contents('/proc/self/status'), $found);
    return [(int)$found[1] / 1024, memory_get_usage() / 1_048_576];
};
$rows = [['calls', 'resident MB', 'PHP MB']];
$seen = [];
for ($done = 0, $tenth = 0; $done <= $calls; $done++) {
    if ($done >= $tenth * $calls / 10) {
        $tenth++;
        $seen[] = $memory();
        $rows[] = [number_format($done), ...array_map(static fn (float $size): string => number_format($size, 2), end($seen))];
    }
    if ($done < $calls) {
        $round[$done % count($round)]();
    }
}
table($rows);
[$before, $last] = array_slice($seen, -2);
$grown = max($last[0] - $before[0], $last[1] - $before[1]);
printf("\nThe last tenth of the calls left %.2f MB behind.\n", $grown);
exit($grown > 0.5 ? 1 : 0);
