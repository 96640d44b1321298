<?php
declare(strict_types=1);

/*
 * Fills the file of a store in SQLite with copies of what a first drain left: no engine makes a hundred thousand rows in a minute.
 */

/** @param string $folder of the store */
function open_store(string $folder): PDO
{
    $store = new PDO('sqlite:' . $folder . '/ledgerline.sqlite', null, null, [PDO::ATTR_ERRMODE => PDO::ERRMODE_EXCEPTION]);
    $store->exec('PRAGMA busy_timeout = 10000');
    return $store;
}

/**
 * Copies the rows of a table until there are enough; says how many there are.
 *
 * @param array<string, string> $change column to what a copy has there; :n is the number of the round
 */
function multiply(PDO $store, string $table, array $change, int $wanted): int
{
    $columns = array_column($store->query("PRAGMA table_info($table)")->fetchAll(PDO::FETCH_ASSOC), 'name');
    $change += ['id' => 'NULL', 'key' => "key || '-' || :n", 'number' => "number || '-' || :n"];
    $values = implode(', ', array_map(static fn (string $column): string => $change[$column] ?? "\"$column\"", $columns));
    $list = '"' . implode('", "', $columns) . '"';
    $top = (int)$store->query("SELECT MAX(id) FROM $table")->fetchColumn();
    $there = (int)$store->query("SELECT COUNT(*) FROM $table")->fetchColumn();
    $store->beginTransaction();
    for ($n = 1; $there > 0 && $there < $wanted; $n++) {
        $there += (int)$store->exec(str_replace(':n', (string)$n, "INSERT OR IGNORE INTO $table ($list) SELECT $values FROM $table WHERE id <= $top"));
    }
    $store->commit();
    return $there;
}
