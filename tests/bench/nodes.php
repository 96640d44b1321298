<?php
declare(strict_types=1);

/*
 * Two nodes of one shop on one MariaDB, at Xero's limits: what is refused, lost, twice, and how long new business waits beside history.
 *   php -d extension="$LEDGERLINE_SO" tests/bench/nodes.php [seconds, default 120]
 */
require __DIR__ . '/begin.php';

use Ledgerline\Xero\Tests\Extension\Support\Database;
use Ledgerline\Xero\Tests\Extension\Support\Fpm;
use Ledgerline\Xero\Tests\Extension\Support\Nodes;

$seconds = max(20, (int)($argv[1] ?? 120));
if (!Fpm::isThere() || !Database::isThere()) {
    echo "NOT RUN: PHP-FPM, nginx or MariaDB is not installed.\n";
    exit(1);
}
$nodes = new Nodes($folder);
try {
    $counts = $nodes->run($seconds, $seconds * 2, static function (int $second, int $there): void {
        if ($second % 20 === 0) {
            fprintf(STDERR, "  %d s: %d documents are in Xero\n", $second, $there);
        }
    });
} finally {
    $nodes->end();
}
echo $counts['namespaces'] ? "Each node has a host name, processes and a network of its own.\n" : "Without namespaces (root only): two groups of processes on one host.\n";
table([['two nodes', 'was', 'has to be'], ...Nodes::rows($counts)]);
$bad = Nodes::faults($counts);
echo $bad === [] ? "\nEverything held for both together.\n" : "\nNOT as it must be: " . implode('; ', $bad) . ".\n";
exit($bad === [] ? 0 : 1);
