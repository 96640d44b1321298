<?php
declare(strict_types=1);

use Composer\Autoload\ClassLoader;
use Magento\Framework\Component\ComponentRegistrar;

ComponentRegistrar::register(ComponentRegistrar::MODULE, 'Ledgerline_Xero', __DIR__);

/*
 * Installed by composer, composer.json has told the autoloader already. In app/code Magento maps only the module's
 * root, so that php-module/ must be added here. An authoritative class map never looks at added folders: then a
 * loader of our own does.
 */
(static function (): void {
    $loader = null;
    foreach (ClassLoader::getRegisteredLoaders() as $registered) {
        if (isset($registered->getPrefixesPsr4()['Ledgerline\\Xero\\'])) {
            return;
        }
        $loader = $loader ?? $registered;
    }
    $own = $loader === null || $loader->isClassMapAuthoritative();
    if ($own) {
        $loader = new ClassLoader();
    }
    $loader->addPsr4('Ledgerline\\Xero\\Block\\', [__DIR__ . '/Block/']);
    $loader->addPsr4('Ledgerline\\Xero\\Controller\\', [__DIR__ . '/Controller/']);
    $loader->addPsr4('Ledgerline\\Xero\\Setup\\', [__DIR__ . '/Setup/']);
    $loader->addPsr4('Ledgerline\\Xero\\', [__DIR__ . '/php-module/']);
    if ($own) {
        $loader->register();
    }
})();
