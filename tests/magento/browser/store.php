<?php
declare(strict_types=1);

/*
 * Changes a row of the extension's store in a copy of the shop, as a bad disk would: php store.php "UPDATE …". Prints how many rows changed.
 */
$file = getenv('MAGENTO_ROOT') . '/var/ledgerline/ledgerline.sqlite';
$sqlite = new PDO('sqlite:' . $file, null, null, [PDO::ATTR_ERRMODE => PDO::ERRMODE_EXCEPTION]);
$sqlite->exec('PRAGMA busy_timeout = 10000');
echo $sqlite->exec($argv[1]), "\n";
