<?php
declare(strict_types=1);

/*
 * kill -9 of drains and of all PHP-FPM workers at random moments, on both stores; prints what was lost and what is in Xero twice.
 *   php -d extension="$LEDGERLINE_SO" tests/bench/kill.php [times, default 50] [seed]
 */
require __DIR__ . '/begin.php';

use Ledgerline\Xero\Tests\Extension\Support\Database;
use Ledgerline\Xero\Tests\Extension\Support\Fpm;
use Ledgerline\Xero\Tests\Extension\Support\Killing;
use Ledgerline\Xero\Tests\Extension\Support\MovedClock;
use Ledgerline\Xero\Tests\Extension\Support\Sandbox;
use Ledgerline\Xero\Tests\Extension\Support\Shop;

$times = max(1, (int)($argv[1] ?? 50));
$seed = (int)($argv[2] ?? 20261123);
$rows = [['store', 'killed', 'times', 'hit a send', 'documents', 'adopted', 'waiting', 'contacts', 'lost', 'twice']];
$bad = 0;
foreach (['SQLite', 'MariaDB'] as $kind) {
    foreach (['drain', 'php-fpm'] as $what) {
        if (($kind === 'MariaDB' && !Database::isThere()) || ($what === 'php-fpm' && !Fpm::isThere())) {
            echo "NOT RUN: $kind, $what: MariaDB, PHP-FPM or nginx is not installed.\n";
            continue;
        }
        $place = "$folder/$kind-$what";
        mkdir($place);
        chmod($place, 0755);
        mkdir("$place/var");
        if (posix_geteuid() === 0) {
            chown("$place/var", 'www-data');
        }
        $clocks = [new MovedClock($place, 'machine')];
        $database = null;
        if ($kind === 'MariaDB') {
            $clocks[] = new MovedClock($place, 'server');
            $database = new Database($clocks[1]->environment());
        }
        $sandbox = new Sandbox($place);
        $options = Shop::options($database?->address("$place/var") ?? "$place/var/ledgerline", $sandbox->address);
        $fpm = null;
        try {
            $killing = new Killing($place, $options, $clocks, $sandbox, $seed);
            if ($what === 'drain') {
                $killing->drains($times);
            } else {
                $fpm = new Fpm($place, 4, [], [], $clocks[0]->environment());
                $fpm->invoicePage($options);
                $killing->workers($fpm, $times);
                $fpm->end();
            }
            $counts = $killing->count();
            $rows[] = [$kind, $what, $times, $counts['hits'], $counts['documents'], $counts['adopted'], $counts['waiting'], $counts['contacts'], $counts['lost'], $counts['twice']];
            $bad += $counts['lost'] + $counts['twice'] + $counts['waiting'];
        } finally {
            $fpm?->end();
            $sandbox->end();
            $database?->end();
        }
    }
}
table($rows);
exit($bad === 0 ? 0 : 1);
