<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Tests\Extension\Support;

/**
 * A fresh folder that disappears with the test.
 */
final class Folder
{
    public static function make(): string
    {
        $path = sys_get_temp_dir() . '/ledgerline-' . bin2hex(random_bytes(6));
        mkdir($path);
        // Whatever the mask is: other users of the tests must be able to pass through.
        chmod($path, 0755);
        return $path;
    }

    public static function remove(string $path): void
    {
        if (is_link($path) || is_file($path)) {
            @unlink($path);
            return;
        }
        if (!is_dir($path)) {
            @unlink($path);
            return;
        }
        @chmod($path, 0700);
        foreach (array_diff((array)scandir($path), ['.', '..']) as $name) {
            self::remove($path . '/' . $name);
        }
        @rmdir($path);
    }
}
