<?php
declare(strict_types=1);

/*
 * What the extension costs where it is loaded and not used: a request to PHP-FPM, a worker's memory, the start of a PHP on the command line. With and without it by
 * turns, so that both see the same machine.
 *   php -d extension="$LEDGERLINE_SO" tests/bench/idle.php [requests, default 4000]
 */
require __DIR__ . '/begin.php';

use Ledgerline\Xero\Tests\Extension\Support\Command;
use Ledgerline\Xero\Tests\Extension\Support\Fpm;

$requests = max(100, (int)($argv[1] ?? 4000));
if (!Fpm::isThere()) {
    fwrite(STDERR, "PHP-FPM or nginx is not installed.\n");
    exit(1);
}
$servers = [];
foreach (['without' => false, 'with' => true] as $name => $loaded) {
    mkdir("$folder/$name");
    chmod("$folder/$name", 0755);
    $servers[$name] = new Fpm("$folder/$name", 2, extension: $loaded);
    $servers[$name]->page('empty.php', '<?php echo extension_loaded("ledgerline") ? "with" : "without";');
    if ($servers[$name]->get('/empty.php')['body'] !== $name) {
        throw new RuntimeException("The server $name the extension is none.");
    }
}

/** Kilobytes of a worker's own, which it shares with nobody. */
$private = static function (int $pid): int {
    preg_match_all('/^Private_(?:Clean|Dirty):\s+(\d+)/m', (string)file_get_contents("/proc/$pid/smaps_rollup"), $found);
    return array_sum($found[1]);
};
$ms = $started = ['without' => [], 'with' => []];
for ($i = 0; $i < $requests; $i++) {
    foreach ($servers as $name => $server) {
        $ms[$name][] = $server->get('/empty.php')['ms'];
    }
}
$kilobytes = array_map(static fn (Fpm $server): int => max(array_map($private, $server->workers())), $servers);
for ($i = 0; $i < 100; $i++) {
    foreach (['without' => [], 'with' => ['-d', 'extension=' . getenv('LEDGERLINE_SO')]] as $name => $settings) {
        $began = hrtime(true);
        (new Command([PHP_BINARY, ...$settings, '-r', ';'], "$folder/empty.out"))->wait();
        $started[$name][] = (hrtime(true) - $began) / 1e6;
    }
}
array_map(static fn (Fpm $server) => $server->end(), $servers);

$rows = [['', 'without', 'with', 'more']];
foreach (['a request: median, ms' => [$ms, 0.5], 'a request: 99 %, ms' => [$ms, 0.99], 'start of a PHP on the command line: median, ms' => [$started, 0.5]] as $what => [$values, $part]) {
    [$without, $with] = [percentile($values['without'], $part), percentile($values['with'], $part)];
    $rows[] = [$what, sprintf('%.3f', $without), sprintf('%.3f', $with), sprintf('%+.3f', $with - $without)];
}
$rows[] = ['memory of a worker alone: KB', $kilobytes['without'], $kilobytes['with'], sprintf('%+d', $kilobytes['with'] - $kilobytes['without'])];
$rows[] = ['the file: KB', '', intdiv((int)filesize((string)getenv('LEDGERLINE_SO')), 1024), ''];
table($rows);
