<?php
declare(strict_types=1);

/*
 * Multiplies orders of a private copy of a shop with everything that belongs to them, and its customers, for shop.php:
 *   scripts/magento-run php "$LEDGERLINE_TESTS/bench/shop-rows.php" [orders: 100000]
 * Never in a shop that anybody needs: scripts/magento-down throws the copy away.
 */
require dirname(__DIR__) . '/fixtures/shop.php';

use Magento\Framework\App\ResourceConnection;

/** Table => its key, and columns that name rows of other tables. */
const TABLES = [
    'customer_entity' => ['entity_id', ['default_billing' => 'customer_address_entity', 'default_shipping' => 'customer_address_entity']],
    'customer_address_entity' => ['entity_id', ['parent_id' => 'customer_entity']],
    'sales_order' => ['entity_id', [
        'customer_id' => 'customer_entity', 'billing_address_id' => 'sales_order_address', 'shipping_address_id' => 'sales_order_address',
    ]],
    'sales_order_address' => ['entity_id', ['parent_id' => 'sales_order']],
    'sales_order_item' => ['item_id', ['order_id' => 'sales_order', 'parent_item_id' => 'sales_order_item']],
    'sales_order_payment' => ['entity_id', ['parent_id' => 'sales_order']],
    'sales_payment_transaction' => ['transaction_id', [
        'order_id' => 'sales_order', 'payment_id' => 'sales_order_payment', 'parent_id' => 'sales_payment_transaction',
    ]],
    'sales_order_tax' => ['tax_id', ['order_id' => 'sales_order']],
    'sales_order_tax_item' => ['tax_item_id', ['tax_id' => 'sales_order_tax', 'item_id' => 'sales_order_item', 'associated_item_id' => 'sales_order_item']],
    'sales_invoice' => ['entity_id', [
        'order_id' => 'sales_order', 'billing_address_id' => 'sales_order_address', 'shipping_address_id' => 'sales_order_address',
    ]],
    'sales_invoice_item' => ['entity_id', ['parent_id' => 'sales_invoice', 'order_item_id' => 'sales_order_item']],
    'sales_creditmemo' => ['entity_id', [
        'order_id' => 'sales_order', 'invoice_id' => 'sales_invoice',
        'billing_address_id' => 'sales_order_address', 'shipping_address_id' => 'sales_order_address',
    ]],
    'sales_creditmemo_item' => ['entity_id', ['parent_id' => 'sales_creditmemo', 'order_item_id' => 'sales_order_item']],
];

$wanted = (int)($argv[1] ?? 100000);
$resource = shop()->get(ResourceConnection::class);
$database = $resource->getConnection();
$name = static fn (string $table): string => $resource->getTableName($table);
$highest = [];
foreach (TABLES as $table => [$key]) {
    $highest[$table] = (int)$database->fetchOne("SELECT MAX($key) FROM " . $name($table));
}
$there = (int)$database->fetchOne('SELECT COUNT(*) FROM ' . $name('sales_order'));
$database->query('SET FOREIGN_KEY_CHECKS = 0, UNIQUE_CHECKS = 0');
for ($round = 1; $round <= intdiv($wanted - 1, max(1, $there)); $round++) {
    $database->beginTransaction();
    foreach (TABLES as $table => [$key, $references]) {
        $values = [];
        foreach (array_keys($database->describeTable($name($table))) as $column) {
            $value = 'original.' . $database->quoteIdentifier($column);
            $of = $column === $key ? $table : $references[$column] ?? null;
            $values[$database->quoteIdentifier($column)] = match (true) {
                $of !== null => sprintf('%s + %d', $value, $round * $highest[$of]),
                $column === 'increment_id' => "CONCAT($value, 'B$round')",
                $column === 'email' && $table === 'customer_entity' => "CONCAT('$round.', $value)",
                $column === 'quote_id' => 'NULL',
                default => $value,
            };
        }
        $columns = implode(', ', array_keys($values));
        $database->query(sprintf(
            'INSERT INTO %1$s (%2$s) SELECT %3$s FROM %1$s original WHERE %4$s <= %5$d',
            $name($table),
            $columns,
            implode(', ', $values),
            $key,
            $highest[$table]
        ));
    }
    $database->commit();
}
foreach (array_keys(TABLES) as $table) {
    $database->query('ANALYZE TABLE ' . $name($table));
}
foreach (['customer_entity', 'sales_order', 'sales_invoice', 'sales_creditmemo'] as $table) {
    printf("%s: %s\n", $table, $database->fetchOne('SELECT COUNT(*) FROM ' . $name($table)));
}
