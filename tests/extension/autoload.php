<?php
declare(strict_types=1);

// Shared by the tests, the scripts that they start, and the benchmarks.
spl_autoload_register(static function (string $class): void {
    $prefix = 'Ledgerline\\Xero\\Tests\\Extension\\';
    if (str_starts_with($class, $prefix)) {
        $file = __DIR__ . '/' . str_replace('\\', '/', substr($class, strlen($prefix))) . '.php';
        if (is_file($file)) {
            require $file;
        }
    }
});
