<?php
declare(strict_types=1);

/*
 * Everything that can go wrong, at random and at once, on both stores; prints what was injected, and what is lost, twice or wrong at the end.
 *   php -d extension="$LEDGERLINE_SO" tests/bench/chaos.php [documents, default 10000] [seed] [sqlite|mariadb]
 */
require __DIR__ . '/begin.php';

use Ledgerline\Xero\Tests\Extension\Support\Business;
use Ledgerline\Xero\Tests\Extension\Support\Chaos;
use Ledgerline\Xero\Tests\Extension\Support\ChaosFile;
use Ledgerline\Xero\Tests\Extension\Support\ChaosServer;
use Ledgerline\Xero\Tests\Extension\Support\Database;
use Ledgerline\Xero\Tests\Extension\Support\Fpm;
use Ledgerline\Xero\Tests\Extension\Support\Sandbox;

$documents = max(50, (int)($argv[1] ?? 10_000));
$seed = (int)($argv[2] ?? 20261123);
$only = $argv[3] ?? '';
// Six records are ten documents in Xero: five with their payments, and three contacts; two parts are payments.
$records = (int)ceil($documents / 10) * 6;
$injected = $results = [];
$clean = true;
foreach (['sqlite', 'mariadb'] as $kind) {
    if ($only !== '' && $only !== $kind) {
        continue;
    }
    if (!Fpm::isThere() || ($kind === 'mariadb' && !Database::isThere())) {
        echo "NOT RUN: $kind: PHP-FPM, nginx or MariaDB is not installed.\n";
        $clean = false;
        continue;
    }
    $own = "$folder/$kind";
    mkdir($own);
    chmod($own, 0755);
    $place = $kind === 'sqlite' ? new ChaosFile($own, 48 + intdiv($documents, 20)) : new ChaosServer($own);
    $sandbox = new Sandbox($own, [...Business::sandbox(), '--set', 'day_limit=1000000']);
    try {
        $began = microtime(true);
        $chaos = new Chaos($own, $place, $sandbox, $seed);
        $told = 0;
        $chaos->run($records, max(2, min(12, intdiv($records, 60))), 0.3, static function (int $number) use (&$told, $records, $place, $began): void {
            if ($number * 20 >= $records * ($told + 1)) {
                $told = intdiv($number * 20, $records);
                fprintf(STDERR, "  %s: %d of %d records, %d s\n", $place->name(), $number, $records, microtime(true) - $began);
            }
        });
        $chaos->finish();
        $counts = $chaos->counts();
        $counts['seconds'] = (int)(microtime(true) - $began);
        $injected[$place->name()] = $chaos->injected();
        $results[$place->name()] = $counts;
        $clean = $clean && Chaos::isClean($counts);
    } finally {
        $sandbox->end();
        $place->end();
    }
}
$names = array_keys($results);
$kinds = array_keys(array_merge(...array_values($injected)));
sort($kinds);
echo "\n";
table([['fault', ...$names], ...array_map(static fn (string $kind): array => [$kind, ...array_map(static fn (string $name): string|int => $injected[$name][$kind] ?? '-', $names)], $kinds)]);
echo "\n";
$row = static fn (string $title, callable $value): array => [$title, ...array_map(static fn (string $name): string|int => $value($results[$name]), $names)];
$list = static fn (array $of): string => $of === [] ? '-' : implode(', ', array_map(static fn (string $code, int $count): string => "$code $count", array_keys($of), $of));
table([
    ['end', ...$names],
    $row('faults injected', static fn (array $r): int => $r['faults']),
    $row('documents', static fn (array $r): int => $r['documents']),
    $row('calls', static fn (array $r): int => $r['calls']),
    $row('lost', static fn (array $r): int => count($r['lost'])),
    $row('twice', static fn (array $r): int => count($r['twice']) + max(0, $r['contacts'])),
    $row('wrong', static fn (array $r): int => count($r['wrong'])),
    $row('not done', static fn (array $r): int => array_sum($r['open'])),
    $row('against Xero\'s description', static fn (array $r): int => $r['violations']),
    $row('429 of our own', static fn (array $r): int => $r['429']),
    $row('429 injected', static fn (array $r): int => $r['injected_429']),
    $row('seconds', static fn (array $r): int => $r['seconds']),
]);
foreach ($results as $name => $r) {
    echo "\n$name: held meanwhile: ", $list($r['held']), "\n  told meanwhile: ", $list($r['said']), "\n  store: {$r['store']}\n";
    foreach (['lost', 'twice', 'wrong', 'unforeseen', 'left'] as $what) {
        foreach (array_slice($r[$what], 0, 10) as $one) {
            echo "  $what: $one\n";
        }
    }
}
echo $clean ? "\nNothing is lost, there twice, or wrong (seed $seed).\n" : "\nNOT as it must be (seed $seed).\n";
exit($clean ? 0 : 1);
