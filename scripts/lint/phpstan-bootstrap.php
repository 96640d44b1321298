<?php
declare(strict_types=1);

/*
 * What phpstan (phpstan.neon) needs to know the classes that the module uses: Magento's, of MAGENTO_ROOT, the module's own before an
 * installed one, and the factories that Magento generates while it runs.
 */
$magento = rtrim((string)getenv('MAGENTO_ROOT') ?: '/var/www/html/magento2', '/');
defined('BP') || define('BP', $magento);
$loader = require $magento . '/vendor/autoload.php';
$root = dirname(__DIR__, 2);
$loader->addPsr4('Ledgerline\\Xero\\Block\\', $root . '/Block/', true);
$loader->addPsr4('Ledgerline\\Xero\\Controller\\', $root . '/Controller/', true);
$loader->addPsr4('Ledgerline\\Xero\\Setup\\', $root . '/Setup/', true);
$loader->addPsr4('Ledgerline\\Xero\\', $root . '/php-module/', true);
if (!function_exists('__')) {
    require $magento . '/app/functions.php';
}
spl_autoload_register(static function (string $class): void {
    if (!str_ends_with($class, 'Factory')) {
        return;
    }
    $made = substr($class, 0, -strlen('Factory'));
    if (!class_exists($made) && !interface_exists($made)) {
        return;
    }
    $at = (int)strrpos($class, '\\');
    // phpstan reads the source of a class, so it has to be a file.
    $file = dirname(__DIR__, 2) . '/var/lint/factories/' . strtr($class, '\\', '/') . '.php';
    if (!is_file($file)) {
        if (!is_dir(dirname($file))) {
            mkdir(dirname($file), 0777, true);
        }
        file_put_contents($file, sprintf(
            "<?php\nnamespace %s;\n\nclass %s\n{\n    /**\n     * @param array<string, mixed> \$data\n     * @return \\%s\n     */\n    public function create(array \$data = [])\n    {\n    }\n}\n",
            substr($class, 0, $at),
            substr($class, $at + 1),
            $made
        ));
    }
    require $file;
});
