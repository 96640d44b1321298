<?php
declare(strict_types=1);

/*
 * Changes the file of the extension's store in a copy of the shop, without the extension:
 *   php store.php damage-snapshot JOB     bytes that are no text
 *   php store.php damage-entity JOB       a word that nobody knows
 *   php store.php calls                   calls on the days before today, as a shop has them that was not connected a minute ago
 */
require dirname(__DIR__) . '/Support/StoreFile.php';

use Ledgerline\Xero\Tests\Magento\Support\StoreFile;

$store = new StoreFile(getenv('MAGENTO_ROOT') . '/var/ledgerline');
$job = (int)($argv[2] ?? 0);
$done = match ($argv[1] ?? '') {
    'damage-snapshot' => $store->damageSnapshot($job),
    'damage-entity' => $store->damageEntity($job),
    'calls' => (static function () use ($store): bool {
        $days = [];
        foreach (range(1, 29) as $back) {
            $time = time() - $back * 86400;
            $week = [1, 1, 1.1, 1.2, 1.4, 1.6, 1.3][(int)gmdate('w', $time)];
            foreach (['invoice' => 34, 'payment' => 26, 'contact' => 22, 'item' => 4, 'reconcile' => 2, 'catalogue' => 4] as $purpose => $calls) {
                $days[gmdate('Y-m-d', $time)][$purpose] = (int)round($calls * $week * (1 + ($back * 37 % 11) / 20));
            }
        }
        $store->addCalls($days);
        return true;
    })(),
    default => false,
};
exit($done ? 0 : 1);
