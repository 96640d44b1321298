<?php
/**
 * The tests of the module in a real shop. They change that shop: scripts/test runs them in a private copy (scripts/magento-up).
 *
 *   . var/magento/env && scripts/magento-run php "$MAGENTO_ROOT/vendor/bin/phpunit" -c "$LEDGERLINE_TESTS/magento/phpunit.xml"
 *
 * Run as root, they give up root's rights for everything but the tests that need them.
 */
declare(strict_types=1);

spl_autoload_register(static function (string $class): void {
    $prefix = 'Ledgerline\\Xero\\Tests\\Magento\\';
    $file = __DIR__ . '/' . str_replace('\\', '/', substr($class, strlen($prefix))) . '.php';
    if (str_starts_with($class, $prefix) && is_file($file)) {
        require_once $file;
    }
});
// Allure, which Magento's tree may bring along, needs nothing here.
Ledgerline\Xero\Tests\Magento\Support\User::drop();
