<?php
declare(strict_types=1);

/*
 * Fills the grids of a private copy of a shop, and the extension's store with jobs and log lines, for tests/bench/grids.mjs and pages.mjs:
 *   scripts/magento-run php "$LEDGERLINE_TESTS/bench/grids-rows.php" [rows of each: 100000]
 * The rows are copies of what is there; of invoices, credit memos and customers only the grids have them. Never in a shop that anybody needs: scripts/magento-down throws the copy away.
 */
require dirname(__DIR__) . '/fixtures/shop.php';
require __DIR__ . '/store-rows.php';

use Ledgerline\Xero\Config\Options;
use Magento\Framework\App\ResourceConnection;

$wanted = (int)($argv[1] ?? 100000);
$shop = shop();
$resource = $shop->get(ResourceConnection::class);
$database = $resource->getConnection();
$name = static fn (string $table): string => $resource->getTableName($table);

/** Copies the rows of a table with other ids until there are enough. */
$multiply = static function (string $table, array $change, int $step) use ($database, $name, $wanted): void {
    $columns = array_keys($database->describeTable($name($table)));
    $list = implode(', ', array_map([$database, 'quoteIdentifier'], $columns));
    $values = implode(', ', array_map(
        static fn (string $column): string => $change[$column] ?? 'original.' . $database->quoteIdentifier($column),
        $columns
    ));
    $there = (int)$database->fetchOne('SELECT COUNT(*) FROM ' . $name($table));
    for ($round = 1; $there > 0 && $there < $wanted; $round++) {
        $database->query(sprintf(
            'INSERT IGNORE INTO %1$s (%2$s) SELECT %3$s FROM %1$s original WHERE entity_id <= %4$d LIMIT %5$d',
            $name($table),
            $list,
            str_replace(':offset', (string)($round * $step), $values),
            $step,
            $wanted - $there
        ));
        $there = (int)$database->fetchOne('SELECT COUNT(*) FROM ' . $name($table));
    }
    echo "$table: $there\n";
};

$step = (int)$database->fetchOne('SELECT MAX(entity_id) FROM ' . $name('sales_order'));
$database->query('SET FOREIGN_KEY_CHECKS = 0');
$copied = ['entity_id' => 'original.entity_id + :offset', 'increment_id' => "CONCAT('B', original.entity_id + :offset)", 'quote_id' => 'NULL',
    'created_at' => 'original.created_at - INTERVAL (:offset MOD 90000) MINUTE'];
$multiply('sales_order', $copied, $step);
$multiply('sales_order_grid', $copied, $step);
foreach (['sales_invoice_grid', 'sales_creditmemo_grid'] as $grid) {
    $multiply($grid, $copied, (int)$database->fetchOne('SELECT MAX(entity_id) FROM ' . $name($grid)));
}
$multiply(
    'customer_grid_flat',
    ['entity_id' => 'original.entity_id + :offset', 'email' => "CONCAT(:offset, '-', original.email)"],
    (int)$database->fetchOne('SELECT MAX(entity_id) FROM ' . $name('customer_grid_flat'))
);
$states = "ELT(1 + entity_id MOD 50, 'held', 'failed', 'waiting', 'excluded', 'synced')";
$grids = ['order' => 'sales_order_grid', 'invoice' => 'sales_invoice_grid', 'creditmemo' => 'sales_creditmemo_grid', 'customer' => 'customer_grid_flat'];
foreach ($grids as $entity => $grid) {
    $database->query(sprintf(
        "INSERT IGNORE INTO %s (entity_type, entity_id, state, code, number, xero_url, connection, about_type, about_id)
         SELECT '%s', entity_id, IFNULL(%s, 'synced'), '', %s, 'https://go.xero.com/AccountsReceivable/View.aspx?InvoiceID=00000000-0000-4000-8000-000000000000',
            'default', '%2\$s', entity_id FROM %s WHERE entity_id MOD 20 <> 7",
        $name('ledgerline_xero_status'),
        $entity,
        $states,
        $entity === 'customer' ? "CONCAT('C', entity_id)" : 'increment_id',
        $name($grid)
    ));
}
$database->query('ANALYZE TABLE ' . implode(', ', array_map($name, ['sales_order', 'ledgerline_xero_status', ...array_values($grids)])));

// The store has one table for the queue and one for the log; both are filled with copies of what a first drain left.
$folder = $shop->get(Options::class)->all()['store'] ?? $shop->get(\Magento\Framework\Filesystem\DirectoryList::class)->getPath('var') . '/ledgerline';
if (!is_file($folder . '/ledgerline.sqlite')) {
    fwrite(STDERR, "There is no store in $folder yet: connect and drain first.\n");
    exit(1);
}
$store = open_store($folder);
foreach (['job', 'log'] as $table) {
    $change = ['entity_id' => 'CAST(entity_id AS INTEGER) + :n * 1000'];
    if ($table === 'job') {
        $change += ['state' => "CASE (id + :n) % 10 WHEN 0 THEN 'held' WHEN 1 THEN 'failed' WHEN 2 THEN 'done' ELSE 'waiting' END",
            'code' => "CASE (id + :n) % 10 WHEN 0 THEN 'tax_rate_unmapped' WHEN 1 THEN 'rejected' ELSE '' END",
            'message' => "CASE (id + :n) % 10 WHEN 0 THEN 'The tax rate \"US-CA-*-Rate 1\" has no counterpart in Xero.' WHEN 1 THEN 'Xero refused the document.' ELSE '' END",
            'created_at' => 'created_at - :n * 60000', 'updated_at' => 'updated_at - :n * 60000'];
    } else {
        $change += ['at' => 'at - :n * 60000', 'job_id' => 'job_id + :n * 1000000'];
    }
    $there = multiply($store, $table, $change, $wanted);
    echo "store.$table: $there\n";
}
