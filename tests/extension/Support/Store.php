<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Tests\Extension\Support;

/**
 * Looks into the store from a process without the extension: two copies of SQLite in one process would break each other's locks.
 */
final class Store
{
    /**
     * @return array<int, array<string, mixed>>
     */
    public static function rows(string $folder, string $store, string $sql): array
    {
        $code = <<<'PHP'
$sqlite = new PDO('sqlite:' . $given['file'], null, null, [PDO::ATTR_ERRMODE => PDO::ERRMODE_EXCEPTION, PDO::ATTR_TIMEOUT => 10]);
echo json_encode($sqlite->query($given['sql'])->fetchAll(PDO::FETCH_ASSOC));
PHP;
        return Php::run($folder, $code, ['file' => "$store/ledgerline.sqlite", 'sql' => $sql], ['extension' => false]);
    }

    /**
     * Time goes by: every time in the store moves into the past, so that leases and permits of the dead end without waiting.
     */
    public static function advance(string $folder, string $store, int $seconds): void
    {
        $code = <<<'PHP'
$sqlite = new PDO('sqlite:' . $given['file'], null, null, [PDO::ATTR_ERRMODE => PDO::ERRMODE_EXCEPTION, PDO::ATTR_TIMEOUT => 10]);
$sqlite->beginTransaction();
foreach ($sqlite->query("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")->fetchAll(PDO::FETCH_COLUMN) as $table) {
    foreach ($sqlite->query("SELECT name FROM pragma_table_info('$table') WHERE type = 'INTEGER'")->fetchAll(PDO::FETCH_COLUMN) as $column) {
        // Milliseconds of our century are larger than any id or count.
        $sqlite->exec("UPDATE $table SET $column = $column - {$given['ms']} WHERE $column > 1000000000000");
    }
}
$sqlite->commit();
echo 'true';
PHP;
        Php::run($folder, $code, ['file' => "$store/ledgerline.sqlite", 'ms' => $seconds * 1000], ['extension' => false]);
    }
}
