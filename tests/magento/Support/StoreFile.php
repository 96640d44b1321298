<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Tests\Magento\Support;

/** The file of a store in SQLite, behind the engine's back: for time that has passed, for damage, and for what the engine does not tell. */
final class StoreFile
{
    private const DAY_MS = 86_400_000;
    /** Where names of people could be. */
    private const PERSONAL = ['job', 'exchange', 'log', 'link', 'known_contact'];

    /** @param string $folder of the store */
    public function __construct(private readonly string $folder) {}

    /** Lets what these tables hold be older: table to its columns of times. */
    public function age(array $columns, int $days): void
    {
        $store = $this->open();
        foreach ($columns as $table => $names) {
            foreach ($names as $name) {
                $store->exec("UPDATE $table SET $name = $name - " . $days * self::DAY_MS . " WHERE $name > 0");
            }
        }
    }

    /** Whether a text is anywhere in it. */
    public function holds(string $text): bool
    {
        $store = $this->open();
        foreach (self::PERSONAL as $table) {
            $columns = array_column($store->query("PRAGMA table_info($table)")->fetchAll(), 'name');
            $all = implode(" || ' ' || ", array_map(static fn (string $one): string => "COALESCE(CAST($one AS TEXT), '')", $columns));
            $found = $store->prepare("SELECT COUNT(*) FROM $table WHERE $all LIKE ?");
            $found->execute(['%' . $text . '%']);
            if ((int)$found->fetchColumn() > 0) {
                return true;
            }
        }
        return false;
    }

    /** As an extension of another version leaves it. */
    public function raiseVersion(int $by): void
    {
        $store = $this->open();
        $store->exec('PRAGMA user_version = ' . ($store->query('PRAGMA user_version')->fetchColumn() + $by));
    }

    /** Bytes that are no text, as a bad disk leaves them. */
    public function damageSnapshot(int $job): bool
    {
        return $this->open()->exec("UPDATE job SET snapshot = CAST(x'ff7bff' AS TEXT), packed = NULL WHERE id = $job") === 1;
    }

    /** A word that nobody knows, which makes the whole row unreadable. */
    public function damageEntity(int $job): bool
    {
        return $this->open()->exec("UPDATE job SET entity = 'sonnet' WHERE id = $job") === 1;
    }

    /**
     * Calls of earlier days, which a shop has that was not connected a minute ago.
     *
     * @param array<string, array<string, int>> $days day (YYYY-MM-DD) to calls by purpose
     */
    public function addCalls(array $days): void
    {
        $store = $this->open();
        $organisation = $store->query('SELECT organisation FROM daily LIMIT 1')->fetchColumn();
        $insert = $store->prepare('INSERT OR IGNORE INTO daily (organisation, day, purpose, calls) VALUES (?, ?, ?, ?)');
        foreach ($days as $day => $purposes) {
            foreach ($purposes as $purpose => $calls) {
                $insert->execute([$organisation, $day, $purpose, $calls]);
            }
        }
    }

    private function open(): \PDO
    {
        $store = new \PDO('sqlite:' . $this->folder . '/ledgerline.sqlite', null, null, [\PDO::ATTR_ERRMODE => \PDO::ERRMODE_EXCEPTION]);
        $store->exec('PRAGMA busy_timeout = 10000');
        return $store;
    }
}
