<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Tests\Magento;

use Ledgerline\Xero\Snapshot\Reader;
use Magento\Customer\Api\CustomerRepositoryInterface;
use Magento\Framework\App\ResourceConnection;
use Magento\Framework\DB\Adapter\AdapterInterface;
use Magento\Framework\ObjectManagerInterface;
use Magento\Sales\Api\CreditmemoRepositoryInterface;
use Magento\Sales\Api\InvoiceRepositoryInterface;
use Magento\Sales\Api\OrderRepositoryInterface;
use PHPUnit\Framework\TestCase;

require_once dirname(__DIR__) . '/fixtures/shop.php';

/**
 * Snapshots of every record of the shop in MAGENTO_ROOT: complete, and adding up. Changes nothing that is not rolled back.
 */
class SnapshotTest extends TestCase
{
    private const TABLES = [
        'customer' => 'customer_entity', 'product' => 'catalog_product_entity', 'order' => 'sales_order', 'invoice' => 'sales_invoice',
        'creditmemo' => 'sales_creditmemo',
    ];
    private const SAMPLE = 40;
    private const UNIT = '0.0001';

    private ObjectManagerInterface $shop;

    private Reader $reader;

    private AdapterInterface $database;

    protected function setUp(): void
    {
        $this->shop = shop();
        $this->reader = $this->shop->get(Reader::class);
        $this->database = $this->shop->get(ResourceConnection::class)->getConnection('sales');
    }

    public function entities(): array
    {
        return array_map(static fn (string $entity): array => [$entity], Reader::ENTITIES);
    }

    public function documents(): array
    {
        return array_map(static fn (string $entity): array => [$entity], Reader::DOCUMENTS);
    }

    /**
     * @dataProvider entities
     */
    public function testEveryRecordHasASnapshot(string $entity): void
    {
        $rows = array_map('strval', $this->database->fetchCol('SELECT entity_id FROM ' . $this->table($entity) . ' ORDER BY entity_id'));
        $read = [];
        $counted = 0;
        foreach ($this->shop->get(\Ledgerline\Xero\Config\Connections::class)->all() as $connection) {
            $counted += $this->reader->count($entity, $connection);
            $after = 0;
            while ($ids = $this->reader->ids($entity, $connection, $after, 137)) {
                self::assertGreaterThan($after, $ids[0]);
                $after = end($ids);
                foreach ($this->reader->read($entity, $ids) as $snapshot) {
                    self::assertSame($entity, $snapshot['kind']);
                    if ($snapshot['connection'] === $connection) {
                        $read[] = $snapshot['id'];
                    }
                }
            }
        }
        if ($entity !== 'product') {
            self::assertSame(count($rows), $counted);
        }
        sort($read, SORT_NUMERIC);
        self::assertSame($rows, array_values(array_unique($read)));
    }

    /**
     * @dataProvider documents
     */
    public function testEveryDocumentAddsUp(string $entity): void
    {
        $checked = 0;
        foreach ($this->all($entity) as $snapshot) {
            $where = $entity . ' ' . $snapshot['number'];
            $totals = $snapshot['totals'];
            $sum = fn (string $field): string => $this->sum(array_column($snapshot['lines'], $field));
            $others = fn (string $field): string => $this->sum(array_column($snapshot['extra_totals'], $field));
            $allowed = bcmul(self::UNIT, (string)(count($snapshot['lines']) + 1), 4);
            $this->assertNear('0', $this->sum([
                $totals['grand_total'], $this->negative($totals['subtotal']), $this->negative($totals['discount']), $this->negative($totals['shipping']),
                $this->negative($totals['tax']), $this->negative($totals['discount_tax_compensation']),
                $this->negative($totals['shipping_discount_tax_compensation']), $this->negative($totals['fixed_product_tax']),
                $this->negative($totals['adjustment_positive']), $totals['adjustment_negative'], $this->negative($others('amount')),
            ]), '0', "$where: header");
            $this->assertNear($totals['tax'], $this->sum([$sum('tax'), $totals['shipping_tax'], $sum('fixed_product_tax_tax'), $others('tax')]), $allowed, "$where: tax");
            $this->assertNear($totals['subtotal'], $sum('row_total'), $allowed, "$where: subtotal");
            $this->assertNear($this->negative($totals['discount']), $this->sum([$sum('discount'), $totals['shipping_discount']]), $allowed, "$where: discount");
            $this->assertNear($totals['grand_total'], $this->sum([
                $sum('row_total'), $this->negative($sum('discount')), $sum('discount_tax_compensation'), $sum('tax'), $sum('fixed_product_tax_row'),
                $sum('fixed_product_tax_tax'), $totals['shipping'], $this->negative($totals['shipping_discount']), $totals['shipping_tax'],
                $totals['shipping_discount_tax_compensation'], $totals['adjustment_positive'], $this->negative($totals['adjustment_negative']), $others('amount'), $others('tax'),
            ]), $allowed, "$where: lines");
            if ($snapshot['shipping'] === null) {
                self::assertSame(['0.0000', '0.0000'], [$totals['shipping'], $totals['shipping_tax']], "$where: shipping");
            }
            $checked++;
        }
        self::assertSame((int)$this->database->fetchOne('SELECT COUNT(*) FROM ' . $this->table($entity)), $checked);
    }

    /**
     * @dataProvider documents
     */
    public function testAmountsAndIdsAreStringsAndDatesAreDays(string $entity): void
    {
        foreach ($this->all($entity) as $snapshot) {
            foreach ($snapshot['totals'] as $name => $amount) {
                self::assertMatchesRegularExpression('/^-?\d+\.\d{4}$/', $amount, $name);
            }
            foreach ($snapshot['lines'] as $line) {
                foreach (['id', 'order_item_id', 'quantity', 'price', 'row_total', 'discount', 'tax', 'fixed_product_tax_row'] as $name) {
                    self::assertIsString($line[$name], $name);
                }
            }
            self::assertMatchesRegularExpression('/^\d{4}-\d\d-\d\d$/', $snapshot['date']);
            self::assertNotFalse(json_encode($snapshot, JSON_THROW_ON_ERROR));
        }
        $this->addToAssertionCount(1);
    }

    /**
     * @dataProvider documents
     */
    public function testASampleIsWhatMagentosModelsSay(string $entity): void
    {
        $repository = $this->shop->get([
            'order' => OrderRepositoryInterface::class, 'invoice' => InvoiceRepositoryInterface::class, 'creditmemo' => CreditmemoRepositoryInterface::class,
        ][$entity]);
        foreach ($this->sample($entity) as $snapshot) {
            $model = $repository->get((int)$snapshot['id']);
            $order = $entity === 'order' ? $model : $model->getOrder();
            $where = $entity . ' ' . $snapshot['number'];
            self::assertSame($model->getIncrementId(), $snapshot['number']);
            self::assertSame((string)$order->getId(), $snapshot['order']['id'], $where);
            foreach (['grand_total' => $model->getGrandTotal(), 'tax' => $model->getTaxAmount(), 'shipping' => $model->getShippingAmount(), 'discount' => $model->getDiscountAmount()] as $name => $amount) {
                $this->assertNear((string)($amount ?? '0'), $snapshot['totals'][$name], '0', "$where: $name");
            }
            self::assertSame((string)$order->getBillingAddress()->getLastname(), $snapshot['billing_address']['last_name'], $where);
            self::assertSame(array_values(array_filter(array_map('trim', $order->getBillingAddress()->getStreet()))), $snapshot['billing_address']['street'], $where);
            self::assertSame((string)$order->getPayment()->getMethod(), $snapshot['payment']['method'], $where);
            $skus = [];
            foreach ($model->getAllItems() as $item) {
                $orderItem = $entity === 'order' ? $item : $item->getOrderItem();
                if (!$orderItem->isDummy()) {
                    $skus[] = $item->getSku();
                }
            }
            self::assertSame($skus, array_column($snapshot['lines'], 'sku'), $where);
            $store = $this->shop->get(\Magento\Store\Model\StoreManagerInterface::class)->getStore($model->getStoreId());
            $day = $this->shop->get(\Magento\Framework\Stdlib\DateTime\TimezoneInterface::class)->scopeDate($store, $model->getCreatedAt(), true);
            self::assertSame($day->format('Y-m-d'), $snapshot['date'], $where);
        }
    }

    public function testASampleOfCustomersIsWhatMagentosModelsSay(): void
    {
        $repository = $this->shop->get(CustomerRepositoryInterface::class);
        foreach ($this->sample('customer') as $snapshot) {
            $model = $repository->getById((int)$snapshot['id']);
            self::assertSame($model->getEmail(), $snapshot['email']);
            self::assertSame($model->getLastname(), $snapshot['last_name']);
            self::assertSame((string)$model->getWebsiteId(), $snapshot['store']['website_id']);
            $roles = [];
            foreach ($model->getAddresses() as $address) {
                $roles = array_merge($roles, $address->isDefaultBilling() ? ['billing'] : [], $address->isDefaultShipping() ? ['shipping'] : []);
            }
            self::assertEqualsCanonicalizing($roles, array_column($snapshot['addresses'], 'role'));
        }
    }

    public function testASampleOfProductsIsWhatMagentosModelsSay(): void
    {
        $repository = $this->shop->get(\Magento\Catalog\Api\ProductRepositoryInterface::class);
        foreach ($this->sample('product') as $snapshot) {
            if ($snapshot['connection'] !== 'default') {
                continue;
            }
            $model = $repository->getById((int)$snapshot['id'], false, 0);
            self::assertSame([$model->getSku(), $model->getName(), $model->getTypeId()], [$snapshot['sku'], $snapshot['name'], $snapshot['type']]);
            self::assertSame((int)$model->getStatus() === 1, $snapshot['enabled']);
            if ($snapshot['price'] !== null) {
                $this->assertNear((string)$model->getData('price'), $snapshot['price'], '0', $snapshot['sku']);
            }
        }
    }

    public function testIdsFollowTheDaysOfTheShop(): void
    {
        $days = array_count_values(array_map(fn (string $utc): string => $this->day($utc), $this->database->fetchCol('SELECT created_at FROM ' . $this->table('invoice'))));
        if ($days === []) {
            self::markTestSkipped('a shop without invoices');
        }
        ksort($days);
        $first = array_key_first($days);
        self::assertSame($days[$first], $this->reader->count('invoice', 'default', $first, $first));
        self::assertSame(array_sum($days) - $days[$first], $this->reader->count('invoice', 'default', date('Y-m-d', strtotime($first . ' +1 day'))));
        self::assertSame(0, $this->reader->count('invoice', 'default', null, '1999-12-31'));
    }

    public function testMovedRecordsComeInTheOrderOfTime(): void
    {
        $since = '1970-01-02 00:00:00';
        $after = 0;
        $seen = [];
        while ($moved = $this->reader->moved('invoice', 'default', $since, $after, 50)) {
            foreach ($moved as $id => $time) {
                self::assertTrue($time > $since || ($time === $since && $id > $after));
                self::assertArrayNotHasKey($id, $seen);
                [$since, $after] = [$time, $id];
                $seen[$id] = true;
            }
        }
        self::assertCount($this->reader->count('invoice', 'default'), $seen);
    }

    public function testDeletedStoresProductsAndCustomersBreakNothing(): void
    {
        $row = $this->database->fetchRow('SELECT i.entity_id, i.order_id FROM ' . $this->table('invoice') . ' i ORDER BY i.entity_id DESC LIMIT 1');
        if (!$row) {
            self::markTestSkipped('a shop without invoices');
        }
        $name = fn (string $table): string => $this->shop->get(ResourceConnection::class)->getTableName($table, 'sales');
        $before = $this->reader->read('invoice', [$row['entity_id']])[0];
        $this->database->beginTransaction();
        try {
            // What the foreign keys do when a store view and a customer are deleted; products have none.
            $this->database->update($name('sales_invoice'), ['store_id' => null], ['entity_id = ?' => $row['entity_id']]);
            $this->database->update($name('sales_order'), ['store_id' => null, 'customer_id' => null], ['entity_id = ?' => $row['order_id']]);
            $this->database->update($name('sales_order_item'), ['product_id' => 99999999], ['order_id = ?' => $row['order_id']]);
            $this->database->update($name('sales_invoice_item'), ['product_id' => 99999999], ['parent_id = ?' => $row['entity_id']]);
            $this->database->delete($name('sales_order_payment'), ['parent_id = ?' => $row['order_id']]);
            $this->database->delete($name('sales_order_address'), ['parent_id = ?' => $row['order_id']]);
            $after = $this->reader->read('invoice', [$row['entity_id']])[0];
        } finally {
            $this->database->rollBack();
        }
        self::assertSame($before['totals'], $after['totals']);
        self::assertNull($after['store']['id']);
        self::assertSame('default', $after['connection']);
        self::assertNull($after['customer']['id']);
        self::assertNull($after['lines'][0]['product_sku'] ?? null);
        self::assertNull($after['payment']['method']);
        self::assertNull($after['billing_address']);
    }

    public function testIdsThatDoNotExistAreNoSnapshots(): void
    {
        foreach (Reader::ENTITIES as $entity) {
            self::assertSame([], $this->reader->read($entity, [4000000000, 0, -1, 'x']));
            self::assertSame([], $this->reader->read($entity, []));
        }
        $this->expectException(\InvalidArgumentException::class);
        $this->reader->read('shipment', [1]);
    }

    /**
     * @dataProvider entities
     */
    public function testABatchCostsAHandfulOfQueriesWhateverItsSize(string $entity): void
    {
        $queries = fn (): int => (int)$this->database->fetchRow("SHOW SESSION STATUS LIKE 'Com_select'")['Value'];
        $cost = function (array $ids) use ($entity, $queries): int {
            $before = $queries();
            $this->reader->read($entity, $ids);
            return $queries() - $before;
        };
        $ids = $this->reader->ids($entity, 'default', 0, 500);
        $this->reader->read($entity, $ids);
        $ofAll = $cost($ids);
        self::assertLessThanOrEqual(['customer' => 2][$entity] ?? 7, $ofAll);
        self::assertLessThanOrEqual($ofAll, $cost(array_slice($ids, 0, 2)));
    }

    public function testWhatWasCanceledAddsUp(): void
    {
        foreach ($this->all('order') as $snapshot) {
            $canceled = $snapshot['canceled'];
            self::assertSame(
                array_sum(array_map('floatval', array_column($snapshot['lines'], 'quantity_canceled'))) > 0,
                $canceled !== null || $this->isFree($snapshot),
                $snapshot['number']
            );
            if ($canceled === null || !$this->isZero($snapshot['totals']['fixed_product_tax'])) {
                continue;
            }
            $sum = $this->sum([$canceled['subtotal'], $this->negative($canceled['discount']), $canceled['discount_tax_compensation'], $canceled['shipping'], $canceled['tax']]);
            $this->assertNear($canceled['grand_total'], $sum, '0.0002', $snapshot['number']);
        }
        $this->addToAssertionCount(1);
    }

    private function isFree(array $order): bool
    {
        return $this->isZero($order['totals']['subtotal']) && array_sum(array_map('floatval', array_column($order['lines'], 'quantity_canceled'))) > 0;
    }

    private function isZero(string $amount): bool
    {
        return bccomp($amount, '0', 4) === 0;
    }

    private function table(string $entity): string
    {
        return $this->shop->get(ResourceConnection::class)->getTableName(self::TABLES[$entity], in_array($entity, Reader::DOCUMENTS, true) ? 'sales' : 'default');
    }

    private function all(string $entity): iterable
    {
        foreach ($this->shop->get(\Ledgerline\Xero\Config\Connections::class)->all() as $connection) {
            $after = 0;
            while ($ids = $this->reader->ids($entity, $connection, $after, 500)) {
                yield from $this->reader->read($entity, $ids);
                $after = end($ids);
            }
        }
    }

    private function sample(string $entity): array
    {
        $ids = $this->database->fetchCol('SELECT entity_id FROM ' . $this->table($entity) . ' ORDER BY entity_id');
        if ($ids === []) {
            self::markTestSkipped("a shop without records: $entity");
        }
        $step = max(1, intdiv(count($ids), self::SAMPLE));
        $chosen = [];
        for ($position = 0; $position < count($ids); $position += $step) {
            $chosen[] = (int)$ids[$position];
        }
        return $this->reader->read($entity, $chosen);
    }

    private function day(string $utc): string
    {
        $zone = new \DateTimeZone((string)$this->shop->get(\Magento\Framework\App\Config\ScopeConfigInterface::class)->getValue('general/locale/timezone') ?: 'UTC');
        return (new \DateTimeImmutable($utc, new \DateTimeZone('UTC')))->setTimezone($zone)->format('Y-m-d');
    }

    private function sum(array $amounts): string
    {
        return array_reduce($amounts, static fn (string $sum, string $amount): string => bcadd($sum, $amount, 4), '0');
    }

    private function negative(string $amount): string
    {
        return bcsub('0', $amount, 4);
    }

    private function assertNear(string $expected, string $actual, string $allowed, string $message): void
    {
        $difference = ltrim(bcsub($expected, $actual, 4), '-');
        self::assertTrue(bccomp($difference, $allowed, 4) <= 0, "$message: $expected expected, $actual found");
    }
}
