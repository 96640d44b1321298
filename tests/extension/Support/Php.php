<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Tests\Extension\Support;

/**
 * Starts other PHP processes with the extension (or without it).
 */
final class Php
{
    private static int $number = 0;

    /**
     * Runs PHP code. It finds $given, and $engine when $given has options.
     *
     * @param array<string, mixed> $given
     * @param array{user?: string, umask?: string, environment?: array<string, string>, extension?: bool, settings?: string[], before?: string[]} $how
     */
    public static function start(string $folder, string $code, array $given = [], array $how = []): Command
    {
        $name = sprintf('%s/script-%d-%d', $folder, getmypid(), ++self::$number);
        // Other users may not be allowed into the folders of this checkout.
        $root = isset($how['user']) ? self::copy($folder) : dirname(__DIR__);
        file_put_contents($name . '.php', self::prelude($root, $given) . $code);
        chmod($name . '.php', 0644);
        $line = [...$how['before'] ?? [], PHP_BINARY, '-d', 'display_errors=stderr', '-d', 'html_errors=0', '-d', 'error_reporting=-1'];
        if ($how['extension'] ?? true) {
            array_push($line, '-d', 'extension=' . (isset($how['user']) ? $root . '/ledgerline.so' : self::library()));
        }
        foreach ($how['settings'] ?? [] as $setting) {
            array_push($line, '-d', $setting);
        }
        $line[] = $name . '.php';
        if (isset($how['umask'])) {
            $line = ['sh', '-c', 'umask ' . $how['umask'] . '; exec "$@"', 'sh', ...$line];
        }
        if (isset($how['user'])) {
            $user = posix_getpwnam($how['user']);
            $line = ['setpriv', '--reuid=' . $user['uid'], '--regid=' . $user['gid'], '--init-groups', '--', ...$line];
        }
        $environment = isset($how['environment']) ? $how['environment'] + getenv() : null;
        return new Command($line, $name . '.out', $environment);
    }

    /**
     * Runs PHP code to its end and returns what it echoed as JSON.
     *
     * @param array<string, mixed> $given
     * @param array<string, mixed> $how
     */
    public static function run(string $folder, string $code, array $given = [], array $how = []): mixed
    {
        return self::start($folder, $code, $given, $how)->json();
    }

    public static function library(): string
    {
        return (string)realpath((string)getenv('LEDGERLINE_SO'));
    }

    /** The extension and what scripts need, where everybody can read it. */
    public static function copy(string $folder): string
    {
        $copy = $folder . '/readable';
        if (!is_dir($copy)) {
            mkdir($copy);
            mkdir($copy . '/Support');
            copy(self::library(), $copy . '/ledgerline.so');
            foreach (['autoload.php', 'ReflectionDump.php', ...array_map(static fn (string $file): string => 'Support/' . basename($file), (array)glob(__DIR__ . '/*.php'))] as $file) {
                copy(dirname(__DIR__) . '/' . $file, $copy . '/' . $file);
                chmod($copy . '/' . $file, 0644);
            }
            foreach ([$copy, $copy . '/Support', $copy . '/ledgerline.so'] as $path) {
                chmod($path, 0755);
            }
        }
        return $copy;
    }

    /**
     * @param array<string, mixed> $given
     */
    public static function prelude(string $root, array $given): string
    {
        return '<?php declare(strict_types=1);' . "\n"
            . 'require ' . var_export($root . '/autoload.php', true) . ";\n"
            . 'use Ledgerline\\Native\\Engine; use Ledgerline\\Native\\XeroException; use Ledgerline\\Xero\\Tests\\Extension\\Support\\Shop;' . "\n"
            . '$given = ' . var_export($given, true) . ";\n"
            . (isset($given['options']) ? '$engine = new Engine($given["options"]);' . "\n" : '');
    }
}
