<?php
declare(strict_types=1);

/*
 * Tests of the real extension in a real PHP, without Magento:
 *   LEDGERLINE_SO=…/libledgerline.so LEDGERLINE_SANDBOX=…/ledgerline-sandbox \
 *     php -d extension="$LEDGERLINE_SO" /usr/bin/phpunit -c tests/extension/phpunit.xml
 * Everything happens in fresh folders below the system's temporary folder; whatever is started is ended.
 */
$missing = [];
if (!is_file((string)getenv('LEDGERLINE_SO'))) {
    $missing[] = 'LEDGERLINE_SO must be the path of libledgerline.so (cargo build -p ledgerline).';
}
if (!is_executable((string)getenv('LEDGERLINE_SANDBOX'))) {
    $missing[] = 'LEDGERLINE_SANDBOX must be the path of ledgerline-sandbox (cargo build -p ledgerline-sandbox).';
}
if (!extension_loaded('ledgerline')) {
    $missing[] = 'This PHP runs without the extension: start it as php -d extension="$LEDGERLINE_SO" /usr/bin/phpunit -c tests/extension/phpunit.xml';
}
if ($missing !== []) {
    fwrite(STDERR, implode("\n", $missing) . "\n");
    exit(1);
}
require __DIR__ . '/autoload.php';
