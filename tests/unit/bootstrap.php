<?php
declare(strict_types=1);

/*
 * Unit tests of the module's PHP. They need Magento 2.4's code as composer installs it (with its development packages), and no database, no
 * configuration; the extension may be loaded or not:
 *   MAGENTO_ROOT=/var/www/html/magento2 $MAGENTO_ROOT/vendor/bin/phpunit -c tests/unit/phpunit.xml
 */
$magento = rtrim((string)getenv('MAGENTO_ROOT') ?: '/var/www/html/magento2', '/');
if (!is_file($magento . '/vendor/autoload.php')) {
    fwrite(STDERR, "These tests need Magento 2.4's code as composer installs it, and there is none in $magento; set MAGENTO_ROOT.\n");
    exit(1);
}
defined('BP') || define('BP', $magento);
$loader = require $magento . '/vendor/autoload.php';
$root = dirname(__DIR__, 2);
// Before what the shop may have installed: the tests are about this folder.
$loader->addPsr4('Ledgerline\\Xero\\Tests\\Unit\\', $root . '/tests/unit/', true);
$loader->addPsr4('Ledgerline\\Xero\\Scripts\\', $root . '/scripts/', true);
$loader->addPsr4('Ledgerline\\Xero\\Block\\', $root . '/Block/', true);
$loader->addPsr4('Ledgerline\\Xero\\Controller\\', $root . '/Controller/', true);
$loader->addPsr4('Ledgerline\\Xero\\Setup\\', $root . '/Setup/', true);
$loader->addPsr4('Ledgerline\\Xero\\', $root . '/php-module/', true);
// They stand for classes that Magento generates while it runs, and that may or may not be there.
require __DIR__ . '/Fake/ScheduleFactory.php';
require __DIR__ . '/Fake/DocumentFactory.php';
if (!function_exists('__')) {
    require $magento . '/app/functions.php';
}
