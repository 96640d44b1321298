<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Tests\Unit\Snapshot;

use Ledgerline\Xero\Snapshot\AdminUrl;
use Ledgerline\Xero\Snapshot\AppliedTaxes;
use Ledgerline\Xero\Snapshot\CreditmemoSnapshot;
use Ledgerline\Xero\Snapshot\DocumentLines;
use Ledgerline\Xero\Snapshot\FixedProductTax;
use Ledgerline\Xero\Snapshot\InvoiceSnapshot;
use Ledgerline\Xero\Snapshot\ItemOptions;
use Ledgerline\Xero\Snapshot\OrderSnapshot;
use Ledgerline\Xero\Snapshot\Period;
use Ledgerline\Xero\Snapshot\Stores;
use Ledgerline\Xero\Tests\Unit\Fake\FakeConnections;
use Ledgerline\Xero\Tests\Unit\Fake\FakeScopeConfig;
use Ledgerline\Xero\Tests\Unit\Fake\MemoryLogger;
use Magento\Backend\App\Area\FrontNameResolver;
use Magento\Framework\Exception\NoSuchEntityException;
use Magento\Store\Api\Data\WebsiteInterface;
use Magento\Store\Model\Store;
use Magento\Store\Model\StoreManagerInterface;
use PHPUnit\Framework\TestCase;

class SalesDocumentSnapshotTest extends TestCase
{
    use FakeDatabase;

    private MemoryLogger $logger;

    public function testNullAmountsAreZero(): void
    {
        $invoice = $this->invoice(['shipping_amount' => null, 'shipping_tax_amount' => null, 'shipping_discount_tax_compensation_amount' => null]);
        self::assertSame('0.0000', $invoice['totals']['shipping']);
        self::assertSame('0.0000', $invoice['totals']['shipping_discount_tax_compensation']);
        self::assertNull($invoice['shipping'], 'a second invoice ships nothing');
    }

    public function testADiscountBeyondTheRowsIsTheShippings(): void
    {
        $invoice = $this->invoice(['discount_amount' => '-7.1400'], [['discount_amount' => '5.9500']]);
        self::assertSame('1.1900', $invoice['totals']['shipping_discount']);
        self::assertSame('-7.1400', $invoice['totals']['discount']);
        self::assertSame('5.9500', $invoice['lines'][0]['discount']);
    }

    public function testFixedProductTaxLeavesTheSubtotal(): void
    {
        $item = ['row_total' => '40.0000', 'weee_tax_applied_row_amount' => '2.4600', 'weee_tax_applied_amount' => '1.2300', 'weee_tax_applied' => '[]'];
        self::assertSame('40.0000', $this->invoice(['subtotal' => '42.4600'], [$item])['totals']['subtotal']);
        self::assertSame('40.0000', $this->invoice(['subtotal' => '40.0000'], [$item])['totals']['subtotal']);
        self::assertSame('2.4600', $this->invoice([], [$item])['totals']['fixed_product_tax']);
    }

    public function testADynamicBundleIsItsParts(): void
    {
        $order = $this->order([
            ['id' => '1', 'row_total' => '30.0000', 'product_type' => 'bundle', 'sku' => 'BUNDLE-A-B', 'product_options' => '{"product_calculations":0}'],
            ['id' => '2', 'row_total' => '10.0000', 'sku' => 'A', 'parent_item_id' => '1', 'product_options' => '{"product_calculations":0}'],
            ['id' => '3', 'row_total' => '20.0000', 'sku' => 'B', 'parent_item_id' => '1', 'product_options' => '{"product_calculations":0}'],
        ]);
        self::assertSame(['A', 'B'], array_column($order['lines'], 'sku'));
        self::assertSame('BUNDLE-A-B', $order['lines'][1]['parent']['sku']);
    }

    public function testAFixedBundleAndAConfigurableAreTheirParents(): void
    {
        $order = $this->order([
            ['id' => '1', 'row_total' => '30.0000', 'product_type' => 'bundle', 'sku' => 'FIX', 'product_options' => '{"product_calculations":1}'],
            ['id' => '2', 'row_total' => '0.0000', 'sku' => 'A', 'parent_item_id' => '1'],
            ['id' => '3', 'row_total' => '20.0000', 'product_type' => 'configurable', 'sku' => 'TEE-M'],
            ['id' => '4', 'row_total' => '0.0000', 'sku' => 'TEE-M', 'parent_item_id' => '3'],
        ]);
        self::assertSame(['FIX', 'TEE-M'], array_column($order['lines'], 'sku'));
    }

    public function testWithoutOptionsTheAmountsTellWhoCarriesThem(): void
    {
        $order = $this->order([
            ['id' => '1', 'row_total' => '30.0000', 'sku' => 'DYN', 'product_options' => 'a:0:{}'],
            ['id' => '2', 'row_total' => '30.0000', 'sku' => 'A', 'parent_item_id' => '1', 'product_options' => 'a:0:{}'],
            ['id' => '3', 'row_total' => '20.0000', 'sku' => 'FIX', 'product_options' => 'a:0:{}'],
            ['id' => '4', 'row_total' => '0.0000', 'sku' => 'B', 'parent_item_id' => '3', 'product_options' => 'a:0:{}'],
        ]);
        self::assertSame(['A', 'FIX'], array_column($order['lines'], 'sku'));
    }

    public function testSilentRowsOfInvoicesHaveNoRowTotal(): void
    {
        $invoice = $this->invoice([], [['id' => '5', 'order_item_id' => '1', 'sku' => 'TEE-M'], ['id' => '6', 'order_item_id' => '2', 'row_total' => null, 'parent_item_id' => '1']]);
        self::assertSame(['TEE-M'], array_column($invoice['lines'], 'sku'));
    }

    public function testACreditmemosCompensationIsTakenApart(): void
    {
        $memo = $this->read(CreditmemoSnapshot::class, 'sales_creditmemo', ['discount_tax_compensation_amount' => '1.3000', 'shipping_discount_tax_compensation_amount' => null, 'state' => '2', 'invoice_id' => '12', 'adjustment_positive' => '1.2500'], ['sales_creditmemo_item' => [$this->item(['discount_tax_compensation_amount' => '1.0000'])], 'sales_invoice' => [['entity_id' => '12', 'order_id' => '9', 'store_id' => '1', 'increment_id' => '000000012', 'state' => '2', 'grand_total' => '48.0000', 'created_at' => '2026-05-01 08:10:00']]]);
        self::assertSame('1.0000', $memo['totals']['discount_tax_compensation']);
        self::assertSame('0.3000', $memo['totals']['shipping_discount_tax_compensation']);
        self::assertSame('refunded', $memo['state']);
        self::assertSame('000000012', $memo['invoice']['number']);
        self::assertSame('paid', $memo['invoices'][0]['state']);
        self::assertSame('1.2500', $memo['totals']['adjustment_positive']);
    }

    public function testACreditmemoWithoutRowsIsRead(): void
    {
        $memo = $this->read(CreditmemoSnapshot::class, 'sales_creditmemo', ['invoice_id' => null, 'state' => '2', 'shipping_amount' => '0.0000', 'shipping_tax_amount' => '0.0000'], ['sales_creditmemo_item' => []]);
        self::assertSame([], $memo['lines']);
        self::assertNull($memo['invoice']);
        self::assertNull($memo['shipping']);
    }

    public function testTheDayIsTheStores(): void
    {
        self::assertSame('2026-05-02', $this->invoice(['created_at' => '2026-05-01 18:00:00'])['date']);
    }

    public function testADeletedStoreLeavesTheNameThatTheOrderKnows(): void
    {
        $invoice = $this->invoice(['store_id' => null, 'order_store_id' => null, 'store_name' => "Main\nGroup\nOld View"]);
        self::assertSame('Old View', $invoice['store']['name']);
        self::assertNull($invoice['store']['id']);
        self::assertSame('default', $invoice['connection']);
        $invoice = $this->invoice(['store_id' => '77', 'store_name' => '']);
        self::assertSame('77', $invoice['store']['id']);
        self::assertNull($invoice['store']['name']);
    }

    public function testAnOpenInvoiceIsOneWithoutAState(): void
    {
        self::assertSame('open', $this->invoice(['state' => null])['state']);
        self::assertSame('open', $this->invoice(['state' => '1'])['state']);
        self::assertSame('canceled', $this->invoice(['state' => '3'])['state']);
    }

    public function testARecordThatCannotBeReadIsReportedAndTheOthersAreKept(): void
    {
        $documents = [$this->document(['entity_id' => '1', 'created_at' => 'rubbish']), $this->document(['entity_id' => '2']), $this->document(['entity_id' => '3', 'order_id' => null])];
        $snapshots = $this->reader(InvoiceSnapshot::class, ['sales_invoice' => $documents])->read([1, 2, 3]);
        self::assertSame(['2'], array_column($snapshots, 'id'));
        self::assertCount(2, $this->logger->lines);
        self::assertStringContainsString('snapshot_refused', $this->logger->lines[0]);
    }

    public function testCardDataOfThePaymentStayWhereTheyAre(): void
    {
        $invoice = $this->invoice(['additional_information' => '{"method_title":"Card","cc_number":"4111"}', 'method' => 'card']);
        self::assertSame('Card', $invoice['payment']['title']);
        self::assertStringNotContainsString('4111', (string)json_encode($invoice));
    }

    private function invoice(array $columns = [], array $items = [[]]): array
    {
        return $this->read(InvoiceSnapshot::class, 'sales_invoice', $columns, ['sales_invoice_item' => array_map([$this, 'item'], $items)]);
    }

    private function order(array $items): array
    {
        $items = array_map(fn (array $item): array => $this->item($item + ['order_item_id' => $item['id']]), $items);
        return $this->read(OrderSnapshot::class, 'sales_order', ['shipping_discount_amount' => '0.0000', 'state' => 'processing'], ['sales_order_item' => $items]);
    }

    private function read(string $class, string $table, array $columns, array $tables): array
    {
        $snapshots = $this->reader($class, [$table => [$this->document($columns)]] + $tables)->read([5]);
        self::assertSame([], $this->logger->lines);
        return $snapshots[0];
    }

    private function reader(string $class, array $tables)
    {
        $database = $this->database($tables);
        $config = new FakeScopeConfig(['default' => ['general/locale/timezone' => 'Australia/Sydney', 'web/unsecure/base_url' => 'https://shop.example/']]);
        $manager = $this->createMock(StoreManagerInterface::class);
        $manager->method('getStore')->willReturnCallback(function ($id) {
            if ((int)$id !== 1) {
                throw new NoSuchEntityException(__('gone'));
            }
            $store = $this->createMock(Store::class);
            $store->method('getId')->willReturn(1);
            $store->method('getWebsiteId')->willReturn(1);
            $store->method('getCode')->willReturn('default');
            $store->method('getName')->willReturn('Default');
            return $store;
        });
        $website = $this->createMock(WebsiteInterface::class);
        $website->method('getCode')->willReturn('base');
        $manager->method('getWebsite')->willReturn($website);
        $this->logger = new MemoryLogger();
        $frontName = $this->createMock(FrontNameResolver::class);
        $frontName->method('getFrontName')->willReturn('admin');
        return new $class(
            $database,
            new Stores($manager, $config, new FakeConnections()),
            new Period($config),
            $this->logger,
            new AppliedTaxes($database),
            new DocumentLines(new AppliedTaxes($database), new ItemOptions(), new FixedProductTax()),
            new AdminUrl($config, $frontName)
        );
    }

    private function document(array $columns): array
    {
        return $columns + [
            'entity_id' => '5', 'increment_id' => '000000005', 'store_id' => '1', 'created_at' => '2026-05-01 08:10:00', 'updated_at' => '2026-05-01 08:10:00',
            'state' => '2', 'order_currency_code' => 'EUR', 'base_currency_code' => 'USD', 'base_to_order_rate' => '0.9137', 'subtotal' => '40.0000',
            'subtotal_incl_tax' => '48.0000', 'discount_amount' => '0.0000', 'discount_tax_compensation_amount' => '0.0000', 'shipping_amount' => '5.0000',
            'shipping_incl_tax' => '6.0000', 'shipping_tax_amount' => '1.0000', 'shipping_discount_tax_compensation_amount' => '0.0000', 'tax_amount' => '9.0000',
            'grand_total' => '54.0000', 'base_grand_total' => '60.0000', 'transaction_id' => null, 'order_id' => '9', 'order_number' => '000000009',
            'order_store_id' => '1', 'order_created_at' => '2026-05-01 08:00:00', 'order_state' => 'processing', 'order_status' => 'processing', 'total_paid' => null,
            'total_due' => null, 'total_refunded' => null, 'order_grand_total' => '54.0000', 'order_rate' => '0.9137', 'store_name' => "Main\nGroup\nDefault",
            'shipping_method' => 'flatrate_flatrate', 'shipping_description' => 'Flat', 'customer_id' => null, 'customer_is_guest' => '1', 'customer_group_id' => '0',
            'customer_email' => 'ann@example.com', 'customer_prefix' => null, 'customer_firstname' => null, 'customer_middlename' => null,
            'customer_lastname' => null, 'customer_suffix' => null, 'customer_taxvat' => null, 'method' => 'checkmo', 'last_trans_id' => null,
            'po_number' => null, 'additional_information' => null,
        ];
    }

    private function item(array $columns): array
    {
        return $columns + [
            'document_id' => '5', 'id' => '44', 'order_item_id' => '31', 'quantity' => '2.0000', 'tax_ratio' => null, 'product_id' => '3', 'sku' => '24-MB01',
            'name' => 'Bag', 'price' => '20.0000', 'price_incl_tax' => '24.0000', 'row_total' => '40.0000', 'row_total_incl_tax' => '48.0000',
            'discount_amount' => null, 'discount_tax_compensation_amount' => '0.0000', 'tax_amount' => '8.0000', 'weee_tax_applied' => '[]',
            'weee_tax_applied_amount' => null, 'weee_tax_applied_row_amount' => null, 'product_type' => 'simple', 'parent_item_id' => null,
            'product_options' => null, 'tax_percent' => '20.0000', 'order_tax_amount' => '8.0000', 'order_weee_tax_applied' => null,
        ];
    }
}
