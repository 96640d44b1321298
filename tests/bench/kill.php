<?php
declare(strict_types=1);

/*
 * kill -9 of drains and of all PHP-FPM workers at random moments; prints what was lost and what is in Xero twice.
 *   php -d extension="$LEDGERLINE_SO" tests/bench/kill.php [times, default 50] [seed]
 */
require __DIR__ . '/begin.php';

use Ledgerline\Native\Engine;
use Ledgerline\Xero\Tests\Extension\Support\Folder;
use Ledgerline\Xero\Tests\Extension\Support\Fpm;
use Ledgerline\Xero\Tests\Extension\Support\Killing;
use Ledgerline\Xero\Tests\Extension\Support\Sandbox;
use Ledgerline\Xero\Tests\Extension\Support\Shop;

$times = max(1, (int)($argv[1] ?? 50));
$seed = (int)($argv[2] ?? 20261123);
$rows = [['killed', 'times', 'hit a send', 'documents', 'adopted', 'waiting', 'contacts', 'lost', 'twice']];
$bad = 0;
foreach (['drain', 'php-fpm'] as $what) {
    $place = "$folder/$what";
    mkdir($place);
    chmod($place, 0755);
    mkdir("$place/var");
    if (posix_geteuid() === 0) {
        chown("$place/var", 'www-data');
    }
    $sandbox = new Sandbox($place);
    $options = Shop::options("$place/var/ledgerline", $sandbox->address);
    $engine = new Engine($options);
    Shop::connect($engine, Killing::settings());
    $engine->catalogue('default', true);
    $killing = new Killing($place, "$place/var/ledgerline", $sandbox, $engine, $seed);
    $fpm = null;
    try {
        if ($what === 'drain') {
            $killing->drains($options, $times);
        } elseif (Fpm::isThere()) {
            $fpm = new Fpm($place, 4);
            $fpm->invoicePage($options);
            $killing->workers($fpm, $times);
            $fpm->end();
        } else {
            echo "PHP-FPM or nginx is not installed.\n";
            continue;
        }
        $counts = $killing->count($options);
        $rows[] = [$what, $times, $counts['hits'], $counts['documents'], $counts['adopted'], $counts['waiting'], $counts['contacts'], $counts['lost'], $counts['twice']];
        $bad += $counts['lost'] + $counts['twice'] + $counts['waiting'];
    } finally {
        $fpm?->end();
        $sandbox->end();
    }
}
table($rows);
exit($bad === 0 ? 0 : 1);
