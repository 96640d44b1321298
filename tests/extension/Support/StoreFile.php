<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Tests\Extension\Support;

/**
 * The file of a store in SQLite, as a program sees it that is not the extension: for what the engine does not tell, and for what befalls a file.
 *
 * In a process of its own: two copies of SQLite in one process would break each other's locks.
 */
final class StoreFile
{
    private const OPEN = <<<'PHP'
$sqlite = new PDO('sqlite:' . $given['file'], null, null, [PDO::ATTR_ERRMODE => PDO::ERRMODE_EXCEPTION, PDO::ATTR_TIMEOUT => 10]);

PHP;

    /**
     * @param string $folder for scripts
     * @param string $store folder of the store
     */
    public function __construct(private readonly string $folder, private readonly string $store) {}

    public function path(): string
    {
        return $this->store . '/ledgerline.sqlite';
    }

    /** What SQLite says of it: "ok", or what is wrong. */
    public function integrity(): string
    {
        return (string)$this->value('PRAGMA integrity_check');
    }

    /** The snapshot of the newest job of a kind or for an entity, which the store packs with a dictionary of its own. */
    public function snapshot(string $kindOrEntity): string
    {
        $packed = $this->value("SELECT hex(packed) FROM job WHERE '$kindOrEntity' IN (kind, entity) ORDER BY id DESC LIMIT 1");
        $file = $this->folder . '/snapshot.zst';
        file_put_contents($file, (string)hex2bin((string)$packed));
        $dictionary = dirname(__DIR__, 3) . '/src/store/packed/snapshots-2.dict';
        $command = new Command(['zstd', '-dcq', '-D', $dictionary, $file], $this->folder . '/snapshot.json');
        if ($command->wait() !== 0) {
            throw new \RuntimeException($command->everything());
        }
        return $command->output();
    }

    /** Opens it, reads from it and closes it. */
    public function openAndClose(): void
    {
        $this->value('SELECT COUNT(*) FROM job');
    }

    /** As an extension of another version leaves it. */
    public function setVersion(int $version): void
    {
        $this->value("PRAGMA user_version = $version");
    }

    /**
     * Time goes by: every time in the store moves into the past, so that leases and permits of the dead end without waiting.
     *
     * It is the store itself that becomes older, not another program that meddles with it: what is written down beside it of the file's last change
     * (src/store/sqlite/witness.rs) fits afterwards where it fitted before.
     */
    public function advance(int $seconds): void
    {
        $this->run(<<<'PHP'
$place = static function () use ($given): array {
    clearstatcache();
    $beside = $given['file'] . '-wal';
    $stat = static fn (string $format, string $path): string => str_replace('.', '', trim((string)shell_exec("stat -c '$format' " . escapeshellarg($path))));
    return [$stat('%d:%i:%.9Z', dirname($given['file'])), $stat('%d:%i:%.9Z', $given['file']), is_file($beside) ? $stat('%d:%i', $beside) : '-'];
};
$witness = fopen(dirname($given['file']) . '/ledgerline.witness', 'r+');
flock($witness, LOCK_EX);
// Empty until something was claimed.
[$form, $sendings, $written] = array_pad(explode(' ', trim((string)fgets($witness))), 3, '');
$written = explode('/', $written);
$fits = array_slice($written, 1, 3) === $place();
$sqlite->beginTransaction();
foreach ($sqlite->query("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")->fetchAll(PDO::FETCH_COLUMN) as $table) {
    foreach ($sqlite->query("SELECT name FROM pragma_table_info('$table') WHERE type = 'INTEGER'")->fetchAll(PDO::FETCH_COLUMN) as $column) {
        // Milliseconds of our century are larger than any id or count.
        $sqlite->exec("UPDATE $table SET $column = $column - {$given['ms']} WHERE $column > 1000000000000");
    }
}
$sqlite->exec("UPDATE cursor SET value = value - {$given['ms']} WHERE name = 'doubt_before'");
$sqlite->commit();
$sqlite = null;
// The extension leaves them there when it closes the file; PHP's SQLite does not.
clearstatcache();
foreach (['-wal', '-shm'] as $beside) {
    if (!is_file($given['file'] . $beside)) {
        touch($given['file'] . $beside);
        chmod($given['file'] . $beside, fileperms($given['file']) & 0777);
        chown($given['file'] . $beside, fileowner($given['file']));
    }
}
if ($fits) {
    rewind($witness);
    array_splice($written, 1, 3, $place());
    fwrite($witness, "$form $sendings " . implode('/', $written) . "\n");
}
echo json_encode($fits);
PHP, ['ms' => $seconds * 1000]);
    }

    private function value(string $sql): mixed
    {
        return $this->run('echo json_encode($sqlite->query($given["sql"])->fetchColumn());', ['sql' => $sql]);
    }

    private function run(string $code, array $given): mixed
    {
        return Php::run($this->folder, self::OPEN . $code, $given + ['file' => $this->path()], ['extension' => false]);
    }
}
