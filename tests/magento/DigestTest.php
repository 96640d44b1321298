<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Tests\Magento;

use Ledgerline\Xero\Snapshot\Reader;
use Ledgerline\Xero\Snapshot\Surroundings;
use Magento\Framework\App\ResourceConnection;
use Magento\Framework\DB\Adapter\AdapterInterface;
use PHPUnit\Framework\TestCase;

require_once dirname(__DIR__) . '/fixtures/shop.php';

/**
 * No column that a snapshot shows may change without the record's digest: every column of every row that belongs to a record is changed, one after the
 * other, in a transaction that is rolled back.
 */
class DigestTest extends TestCase
{
    private Reader $reader;

    private AdapterInterface $database;

    protected function setUp(): void
    {
        $this->reader = shop()->get(Reader::class);
        $this->database = shop()->get(ResourceConnection::class)->getConnection();
        $this->database->beginTransaction();
        $this->database->query('SET FOREIGN_KEY_CHECKS = 0');
    }

    protected function tearDown(): void
    {
        $this->database->rollBack();
        $this->database->query('SET FOREIGN_KEY_CHECKS = 1');
    }

    /** Kind, and at least so many columns that are digested. */
    public function entities(): array
    {
        return [['customer', 20], ['product', 12], ['order', 100], ['invoice', 100], ['creditmemo', 100]];
    }

    /**
     * @dataProvider entities
     */
    public function testNoColumnThatASnapshotShowsChangesWithoutTheDigest(string $entity, int $atLeast): void
    {
        $id = $this->record($entity);
        [$digest, $snapshot] = [$this->digest($entity, $id), $this->reader->read($entity, [$id])];
        self::assertSame($digest, $this->digest($entity, $id));
        $seen = [];
        foreach ($this->rows($entity, $id) as [$table, $key, $row]) {
            foreach ($this->database->describeTable($this->table($table)) as $column => $described) {
                if ($described['PRIMARY']) {
                    continue;
                }
                $this->database->query('SAVEPOINT before_change');
                // Ignored is what would be the key of another row.
                $this->database->query(
                    "UPDATE IGNORE {$this->table($table)} SET {$this->database->quoteIdentifier($column)} = ? WHERE $key = ?",
                    [$this->other($described, $row[$column]), $row[$key]]
                );
                if ($this->digest($entity, $id) === $digest) {
                    self::assertSame($snapshot, $this->reader->read($entity, [$id]), "$table.$column is in the snapshot, and not in the digest");
                } else {
                    $seen["$table.$column"] = true;
                }
                $this->database->query('ROLLBACK TO SAVEPOINT before_change');
            }
            // A row that is gone.
            $this->database->query('SAVEPOINT before_change');
            $this->database->delete($this->table($table), [$key . ' = ?' => $row[$key]]);
            if ($this->digest($entity, $id) === $digest) {
                self::assertSame($snapshot, $this->reader->read($entity, [$id]), "$table without the row");
            }
            $this->database->query('ROLLBACK TO SAVEPOINT before_change');
        }
        self::assertSame($digest, $this->digest($entity, $id));
        self::assertGreaterThanOrEqual($atLeast, count($seen), implode(' ', array_keys($seen)));
    }

    /**
     * @dataProvider entities
     */
    public function testRecordsOfAPageAreDigestedAsEachIsAlone(string $entity): void
    {
        $ids = $this->reader->ids($entity, 'default', 0, 30);
        $together = $this->reader->digests($entity, $ids);
        self::assertEqualsCanonicalizing($ids, array_keys($together));
        foreach (array_slice($ids, 0, 8) as $id) {
            self::assertSame($this->digest($entity, $id), $together[$id]);
        }
        self::assertCount(count($ids), array_unique($together));
        self::assertSame([], $this->reader->digests($entity, [2000000000]));
        self::assertSame([], $this->reader->digests($entity, []));
    }

    public function testADocumentWithMorePositionsThanAListHoldsIsDigestedWhole(): void
    {
        $id = $this->record('invoice');
        $item = $this->database->fetchRow("SELECT * FROM {$this->table('sales_invoice_item')} WHERE parent_id = $id LIMIT 1");
        unset($item['entity_id']);
        $product = $this->database->fetchRow("SELECT * FROM {$this->table('catalog_product_entity')} LIMIT 1");
        unset($product['entity_id']);
        for ($number = 1; $number <= 400; $number++) {
            $this->database->insert($this->table('catalog_product_entity'), ['sku' => "many-$number"] + $product);
            $last = (int)$this->database->lastInsertId();
            $this->database->insert($this->table('sales_invoice_item'), ['parent_id' => $id, 'product_id' => $last] + $item);
        }
        $before = $this->digest('invoice', $id);
        $this->database->update($this->table('catalog_product_entity'), ['sku' => 'renamed'], ['entity_id = ?' => $last]);
        self::assertNotSame($before, $this->digest('invoice', $id));
    }

    /** Table, column that is set, its value. */
    public function surroundings(): array
    {
        return [
            ['customer_group', 'customer_group_code', 'renamed'],
            ['customer_group', 'tax_class_id', 2],
            ['tax_calculation_rate', 'tax_country_id', 'AQ'],
            ['tax_calculation_rate', 'code', 'renamed'],
        ];
    }

    /**
     * @dataProvider surroundings
     */
    public function testWhatAllRecordsHaveInCommonIsDigestedToo(string $table, string $column, string|int $value): void
    {
        $around = shop()->get(Surroundings::class);
        $before = $around->digest();
        self::assertSame($before, $around->digest());
        $this->database->query("UPDATE {$this->table($table)} SET $column = " . $this->database->quote($value) . ' LIMIT 1');
        self::assertNotSame($before, $around->digest());
    }

    public function testConfigurationOfAnyScopeIsDigestedToo(): void
    {
        $around = shop()->get(Surroundings::class);
        $cache = shop()->get(\Magento\Config\App\Config\Type\System::class);
        // What other tests wrote is not in the cache.
        $cache->clean();
        $digests = [$around->digest()];
        foreach (['stores' => 1, 'websites' => 1, 'default' => 0] as $scope => $id) {
            $this->database->insert($this->table('core_config_data'), [
                'scope' => $scope, 'scope_id' => $id, 'path' => 'ledgerline_xero/test/digest', 'value' => $scope,
            ]);
            $cache->clean();
            $digests[] = $around->digest();
        }
        $this->database->delete($this->table('core_config_data'), ['path = ?' => 'ledgerline_xero/test/digest']);
        $cache->clean();
        self::assertSame([...$digests, $digests[0]], [...array_unique($digests), $around->digest()]);
    }

    private function digest(string $entity, int $id): string
    {
        return $this->reader->digests($entity, [$id])[$id] ?? '';
    }

    /** A record with as much around it as the shop has. */
    private function record(string $entity): int
    {
        $tables = ['order' => 'sales_order', 'invoice' => 'sales_invoice', 'creditmemo' => 'sales_creditmemo'];
        if (!isset($tables[$entity])) {
            return (int)$this->database->fetchOne($entity === 'customer'
                ? "SELECT entity_id FROM {$this->table('customer_entity')} WHERE default_billing > 0 AND default_shipping > 0 ORDER BY entity_id LIMIT 1"
                : "SELECT entity_id FROM {$this->table('catalog_product_entity')} ORDER BY entity_id LIMIT 1");
        }
        $order = $entity === 'order' ? 'e.entity_id' : 'e.order_id';
        $id = (int)$this->database->fetchOne(
            "SELECT e.entity_id FROM {$this->table($tables[$entity])} e
              WHERE EXISTS (SELECT 1 FROM {$this->table('sales_order_tax')} t WHERE t.order_id = $order)
                AND EXISTS (SELECT 1 FROM {$this->table('sales_invoice')} i WHERE i.order_id = $order)
                AND EXISTS (SELECT 1 FROM {$this->table('sales_order')} o WHERE o.entity_id = $order AND o.customer_id > 0)
              ORDER BY e.entity_id LIMIT 1"
        );
        if ($entity !== 'order') {
            $this->database->update($this->table($tables[$entity]), ['transaction_id' => 'T1'], ['entity_id = ?' => $id]);
            $this->database->insert($this->table('sales_payment_transaction'), [
                'order_id' => $this->order($entity, $id), 'payment_id' => 1, 'txn_id' => 'T1', 'created_at' => '2026-01-02 03:04:05',
                'txn_type' => $entity === 'invoice' ? 'capture' : 'refund',
            ]);
        }
        return $id;
    }

    private function order(string $entity, int $id): int
    {
        return $entity === 'order' ? $id : (int)$this->database->fetchOne("SELECT order_id FROM {$this->table("sales_$entity")} WHERE entity_id = $id");
    }

    /** @return array[] table, key column, row: of everything that belongs to a record; of rows of which there are many, one or two */
    private function rows(string $entity, int $id): array
    {
        if ($entity === 'customer') {
            $wanted = ['customer_entity' => ['entity_id', "entity_id = $id"], 'customer_address_entity' => ['entity_id', "parent_id = $id"]];
        } elseif ($entity === 'product') {
            $wanted = [
                'catalog_product_entity' => ['entity_id', "entity_id = $id"],
                'catalog_product_entity_varchar' => ['value_id', "entity_id = $id"],
                'catalog_product_entity_decimal' => ['value_id', "entity_id = $id"],
                'catalog_product_entity_int' => ['value_id', "entity_id = $id"],
                'catalog_product_entity_text' => ['value_id', "entity_id = $id"],
                'cataloginventory_stock_item' => ['item_id', "product_id = $id"],
            ];
        } else {
            $order = $this->order($entity, $id);
            $products = "entity_id IN (SELECT product_id FROM {$this->table('sales_order_item')} WHERE order_id = $order)";
            $wanted = [
                'sales_order' => ['entity_id', "entity_id = $order"],
                'sales_order_item' => ['item_id', "order_id = $order"],
                'sales_order_payment' => ['entity_id', "parent_id = $order"],
                'sales_order_address' => ['entity_id', "parent_id = $order"],
                'sales_order_tax' => ['tax_id', "order_id = $order"],
                'sales_order_tax_item' => ['tax_item_id', "tax_id IN (SELECT tax_id FROM {$this->table('sales_order_tax')} WHERE order_id = $order)"],
                'sales_payment_transaction' => ['transaction_id', "order_id = $order"],
                'sales_invoice' => ['entity_id', "order_id = $order"],
                'catalog_product_entity' => ['entity_id', $products],
            ] + ($entity === 'order' ? [] : ["sales_$entity" => ['entity_id', "entity_id = $id"], "sales_{$entity}_item" => ['entity_id', "parent_id = $id"]]);
        }
        $rows = [];
        foreach ($wanted as $table => [$key, $condition]) {
            foreach ($this->database->fetchAll("SELECT * FROM {$this->table($table)} WHERE $condition ORDER BY $key LIMIT 2") as $row) {
                $rows[] = [$table, $key, $row];
            }
        }
        return $rows;
    }

    /** Another value than a column has. */
    private function other(array $described, mixed $value): string|int
    {
        return match (true) {
            str_contains($described['DATA_TYPE'], 'int') => (int)$value === 1 ? 2 : 1,
            in_array($described['DATA_TYPE'], ['decimal', 'float', 'double'], true) => (float)$value === 7.5 ? 8 : '7.5',
            in_array($described['DATA_TYPE'], ['timestamp', 'datetime', 'date'], true) => '2001-02-03 04:05:06',
            $described['COLUMN_NAME'] === 'additional_information' => '{"method_title":"Another way"}',
            $described['COLUMN_NAME'] === 'product_options' => '{"options":[{"label":"Colour","value":"Another one"}]}',
            default => 'zz',
        };
    }

    private function table(string $name): string
    {
        return shop()->get(ResourceConnection::class)->getTableName($name);
    }
}
