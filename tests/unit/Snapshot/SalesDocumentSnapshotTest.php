<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Tests\Unit\Snapshot;

use Ledgerline\Xero\Api\TendersInterface;
use Ledgerline\Xero\Snapshot\AdminUrl;
use Ledgerline\Xero\Snapshot\AppliedTaxes;
use Ledgerline\Xero\Snapshot\CatalogueProducts;
use Ledgerline\Xero\Snapshot\CommerceTotals;
use Ledgerline\Xero\Snapshot\CreditmemoSnapshot;
use Ledgerline\Xero\Snapshot\CustomerGroups;
use Ledgerline\Xero\Snapshot\DocumentCurrency;
use Ledgerline\Xero\Snapshot\DocumentLines;
use Ledgerline\Xero\Snapshot\DocumentParts;
use Ledgerline\Xero\Snapshot\DocumentTotals;
use Ledgerline\Xero\Snapshot\ExtraTotals;
use Ledgerline\Xero\Snapshot\FixedProductTax;
use Ledgerline\Xero\Snapshot\InvoiceSnapshot;
use Ledgerline\Xero\Snapshot\InvoiceSummaries;
use Ledgerline\Xero\Snapshot\ItemOptions;
use Ledgerline\Xero\Snapshot\OrderAddresses;
use Ledgerline\Xero\Snapshot\OrderFacts;
use Ledgerline\Xero\Snapshot\OrderSnapshot;
use Ledgerline\Xero\Snapshot\PaymentDays;
use Ledgerline\Xero\Snapshot\PaymentFee;
use Ledgerline\Xero\Snapshot\Period;
use Ledgerline\Xero\Snapshot\Stores;
use Ledgerline\Xero\Snapshot\Tenders;
use Ledgerline\Xero\Tests\Unit\Fake\FakeConnections;
use Ledgerline\Xero\Tests\Unit\Fake\FakeScopeConfig;
use Ledgerline\Xero\Tests\Unit\Fake\MemoryLogger;
use Magento\Backend\App\Area\FrontNameResolver;
use Magento\Framework\EntityManager\EntityMetadataInterface;
use Magento\Framework\EntityManager\MetadataPool;
use Magento\Framework\Event\ManagerInterface;
use Magento\Framework\Exception\NoSuchEntityException;
use Magento\Store\Api\Data\WebsiteInterface;
use Magento\Store\Model\Store;
use Magento\Store\Model\StoreManagerInterface;
use PHPUnit\Framework\TestCase;

class SalesDocumentSnapshotTest extends TestCase
{
    use FakeDatabase;

    private MemoryLogger $logger;

    private array $settings = [];

    /** @var TendersInterface[] */
    private array $tenders = [];

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

    public function testTheColumnsOfStoreCreditAreHandedOverAsTheyAre(): void
    {
        $read = fn (array $row): array => $this->read(CreditmemoSnapshot::class, 'sales_creditmemo', ['invoice_id' => null, 'state' => '2'] + $row, ['sales_creditmemo_item' => []]);
        $memo = $read(['customer_bal_total_refunded' => '120.0000', 'customer_balance_amount' => null]);
        self::assertSame(['120.0000', '0.0000', []], [$memo['customer_bal_total_refunded'], $memo['customer_balance_amount'], $memo['tenders']]);
        self::assertArrayNotHasKey('customer_bal_total_refunded', $read([]), 'Magento Open Source has none');
        self::assertArrayNotHasKey('customer_balance_amount', $this->invoice(['customer_balance_amount' => '5.0000']), 'an invoice is paid by its extra total');
    }

    public function testAColumnThatATableHasInOneCurrencyOnlyIsRead(): void
    {
        $this->described = ['sales_creditmemo' => ['customer_bal_total_refunded' => [], 'customer_balance_amount' => [], 'base_customer_balance_amount' => []]];
        $totals = new CommerceTotals($this->database([]), new AppliedTaxes($this->database([])));
        self::assertSame(['customer_bal_total_refunded', 'customer_balance_amount'], $totals->columns('sales_creditmemo'));
        self::assertSame(['customer_balance_amount'], $totals->inBothCurrencies('sales_creditmemo'));
        self::assertSame([], $totals->columns('sales_invoice'));
        $this->settings = ['ledgerline_xero/documents/currency' => 'base'];
        $read = fn (array $row): array => $this->reader(CreditmemoSnapshot::class, ['sales_creditmemo' => [$this->document(['invoice_id' => null, 'state' => '2'] + $row)]])->read([5]);
        $row = ['customer_bal_total_refunded' => '12.0000', 'twin_in_base_grand_total' => '60.0000'];
        self::assertSame([], $read($row), 'nobody knows it in the base currency');
        self::assertStringContainsString('customer_bal_total_refunded is not kept in the base currency', $this->logger->lines[0]);
        self::assertSame('12.0000', $read($row + ['order_currency_code' => 'USD'])[0]['customer_bal_total_refunded']);
        self::assertCount(1, $read(['customer_bal_total_refunded' => '0.0000'] + $row));
    }

    public function testTheDayOfPaymentIsTheTransactionsInTheStoresTimeZone(): void
    {
        $rows = ['sales_payment_transaction' => [['order_id' => '9', 'txn_id' => 'tx-1', 'created_at' => '2026-05-06 18:00:00']], 'sales_invoice_item' => []];
        $read = fn (array $row): array => $this->read(InvoiceSnapshot::class, 'sales_invoice', $row, $rows);
        self::assertSame('2026-05-07', $read(['transaction_id' => 'tx-1'])['payment']['paid_on']);
        self::assertNull($read(['transaction_id' => 'tx-2'])['payment']['paid_on'], 'of another transaction');
        self::assertNull($read(['transaction_id' => null])['payment']['paid_on'], 'without a gateway nobody knows');
        self::assertSame('2026-05-07', $read(['updated_at' => '2026-05-06 18:00:00'])['updated_on']);
    }

    public function testAProvidersTendersJoinTheDocuments(): void
    {
        $provider = $this->createMock(TendersInterface::class);
        $provider->method('get')->willReturn([5 => [['code' => 'acme_card', 'amount' => 3.5]]]);
        $this->tenders = ['acme' => $provider];
        self::assertSame([['code' => 'acme_card', 'title' => 'acme_card', 'amount' => '3.5000', 'account' => null]], $this->invoice([])['tenders']);
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

    public function testTheAccountIsTheSoldProductsElseItsParents(): void
    {
        $products = static fn (array $accounts): array => ['catalog_product_entity' => array_map(
            static fn (int $id, ?string $account): array => ['entity_id' => (string)$id, 'sku' => "P$id", 'account_store' => '0', 'account' => $account],
            array_keys($accounts),
            $accounts
        )];
        $configurable = [
            ['id' => '1', 'row_total' => '20.0000', 'product_type' => 'configurable', 'product_id' => '10'],
            ['id' => '2', 'row_total' => '0.0000', 'parent_item_id' => '1', 'product_id' => '11'],
        ];
        self::assertSame('211', $this->order($configurable, [], $products([10 => '210', 11 => '211']))['lines'][0]['sales_account']);
        self::assertSame('210', $this->order($configurable, [], $products([10 => ' 210 ', 11 => null]))['lines'][0]['sales_account']);
        $bundle = [
            ['id' => '1', 'row_total' => '30.0000', 'product_type' => 'bundle', 'product_id' => '10', 'product_options' => '{"product_calculations":0}'],
            ['id' => '2', 'row_total' => '10.0000', 'parent_item_id' => '1', 'product_id' => '11'],
            ['id' => '3', 'row_total' => '20.0000', 'parent_item_id' => '1', 'product_id' => '12'],
        ];
        self::assertSame(['210', '212'], array_column($this->order($bundle, [], $products([10 => '210', 11 => '', 12 => '212']))['lines'], 'sales_account'));
        self::assertNull($this->invoice()['lines'][0]['sales_account']);
    }

    public function testTheAccountOfTheStoreViewGoesBeforeTheDefault(): void
    {
        $rows = [['entity_id' => '3', 'sku' => 'P', 'account_store' => '0', 'account' => '200'], ['entity_id' => '3', 'sku' => 'P', 'account_store' => '1', 'account' => '201']];
        $line = $this->invoice([], [[]], ['catalog_product_entity' => $rows])['lines'][0];
        self::assertSame(['201', 'P'], [$line['sales_account'], $line['product_sku']]);
    }

    public function testTheBuyersGroupHasItsTaxClass(): void
    {
        $groups = ['customer_group' => [['customer_group_id' => '0', 'customer_group_code' => 'NOT LOGGED IN', 'class_name' => 'Retail Customer']]];
        $customer = $this->invoice([], [[]], $groups)['customer'];
        self::assertSame(['0', 'NOT LOGGED IN', 'Retail Customer'], [$customer['group_id'], $customer['group_code'], $customer['tax_class']]);
        self::assertNull($this->invoice(['customer_group_id' => '99'], [[]], $groups)['customer']['tax_class']);
    }

    public function testBaseAmountsTakeThePlaceOfTheOrders(): void
    {
        $this->settings = ['ledgerline_xero/documents/currency' => 'base'];
        $invoice = $this->invoice(
            ['twin_in_base_grand_total' => '60.0000', 'twin_in_base_tax_amount' => '10.0000', 'twin_in_base_order_grand_total' => '61.0000'],
            [['twin_in_base_row_total' => '44.0000', 'twin_in_base_weee_tax_applied_row_amount' => '2.0000', 'weee_tax_applied_row_amount' => '1.8000',
                'weee_tax_applied' => '[{"title":"Eco","row_amount":1.8,"row_amount_incl_tax":2.16,"base_row_amount":2,"base_row_amount_incl_tax":2.4}]']]
        );
        self::assertSame(['USD', 'USD', '1.0000'], [$invoice['currency'], $invoice['base_currency'], $invoice['base_to_order_rate']]);
        self::assertSame(['60.0000', '60.0000', '10.0000'], [$invoice['totals']['grand_total'], $invoice['totals']['base_grand_total'], $invoice['totals']['tax']]);
        self::assertSame(['44.0000', '2.0000', '0.4000'], array_map(static fn (string $name): string => $invoice['lines'][0][$name], ['row_total', 'fixed_product_tax_row', 'fixed_product_tax_tax']));
        self::assertSame('61.0000', $invoice['order']['grand_total']);
    }

    public function testColumnsOfAdobeCommerceAreTotals(): void
    {
        $columns = ['customer_balance_amount' => '10.0000', 'gift_cards_amount' => '0.0000', 'reward_currency_amount' => null, 'gw_price' => '3.0000', 'gw_tax_amount' => '0.6000'];
        $taxes = ['sales_order_tax' => [[
            'order_id' => '9', 'tax_id' => '1', 'code' => 'GB', 'title' => 'GB', 'percent' => '20.0000', 'item_id' => null, 'type' => 'quote_gw', 'share' => '20.0000',
            'amount' => '0.6000', 'real_amount' => '0.6000',
        ]]];
        $totals = $this->invoice($columns, [[]], $taxes)['extra_totals'];
        self::assertSame(
            [['customer_balance', '-10.0000', '0.0000', null], ['gift_wrapping', '3.0000', '0.6000', '20.0000']],
            array_map(static fn (array $total): array => [$total['code'], $total['amount'], $total['tax'], $total['tax_percent']], $totals)
        );
        self::assertSame('GB', $totals[1]['taxes'][0]['code']);
    }

    public function testWhatIsCanceledIsWhatNoInvoiceHas(): void
    {
        $items = [['id' => '1', 'qty_canceled' => '1.0000', 'qty_invoiced' => '1.0000']];
        self::assertNull($this->order($items)['canceled']);
        // Both times Magento's own columns hold the whole order: another process invoiced a part of it meanwhile.
        $order = $this->order($items, [
            'subtotal_canceled' => '40.0000', 'total_canceled' => '54.0000', 'discount_amount' => '-4.0000', 'subtotal_invoiced' => '20.0000', 'discount_invoiced' => '-2.0000',
            'shipping_invoiced' => '5.0000', 'tax_invoiced' => '5.4000', 'total_invoiced' => '32.4000',
        ]);
        self::assertSame(
            ['20.0000', '2.0000', '0.0000', '3.6000', '21.6000'],
            array_map(static fn (string $name): string => $order['canceled'][$name], ['subtotal', 'discount', 'shipping', 'tax', 'grand_total'])
        );
        self::assertSame(['54.0000', '1.0000'], [$order['order']['total_canceled'], $order['lines'][0]['quantity_canceled']]);
        self::assertSame('0.0000', $this->order([['id' => '1', 'qty_canceled' => '2.0000', 'qty_invoiced' => '2.0000']])['lines'][0]['quantity_canceled']);
        $invoiced = ['subtotal_invoiced' => '40.0000', 'shipping_invoiced' => '5.0000', 'tax_invoiced' => '9.0000', 'total_invoiced' => '54.0000'];
        self::assertNull($this->order($items, ['subtotal_canceled' => '0.0000'] + $invoiced)['canceled']);
    }

    /**
     * @dataProvider fees
     */
    public function testTheGatewaysFeeIsTheDocumentsOnlyWhereItCanBeTold(?string $expected, array $information, array $columns = []): void
    {
        $invoice = $this->invoice($columns + ['additional_information' => json_encode($information), 'order_currency_code' => 'USD']);
        self::assertSame($expected, $invoice['payment']['fee']);
    }

    public function fees(): array
    {
        return [
            'as text' => ['1.34', ['paypal_fee' => '1.34']],
            'negative, as a number' => ['1.3400', ['stripe_fee' => -1.34]],
            'of the same currency' => ['1.34', ['stripe_fee' => '1.34', 'stripe_fee_currency' => 'usd']],
            'of another currency' => [null, ['stripe_fee' => '1.34', 'stripe_fee_currency' => 'EUR']],
            'in an unknown one of two currencies' => [null, ['paypal_fee' => '1.34'], ['order_currency_code' => 'EUR']],
            'of a payment for two invoices' => [null, ['paypal_fee' => '1.34'], ['order_grand_total' => '108.0000']],
            'what the buyer paid for the method' => [null, ['payment_fee' => '1.34']],
            'not a number' => [null, ['paypal_fee' => 'n/a', 'mc_fee' => ['1.34']]],
        ];
    }

    private function invoice(array $columns = [], array $items = [[]], array $tables = []): array
    {
        return $this->read(InvoiceSnapshot::class, 'sales_invoice', $columns, ['sales_invoice_item' => array_map([$this, 'item'], $items)] + $tables);
    }

    private function order(array $items, array $columns = [], array $tables = []): array
    {
        $items = array_map(fn (array $item): array => $this->item($item + ['order_item_id' => $item['id']]), $items);
        return $this->read(OrderSnapshot::class, 'sales_order', $columns + ['shipping_discount_amount' => '0.0000', 'state' => 'processing', 'subtotal_canceled' => null] + array_fill_keys(['subtotal_invoiced', 'discount_invoiced', 'shipping_invoiced', 'tax_invoiced', 'discount_tax_compensation_invoiced', 'total_invoiced'], null), ['sales_order_item' => $items] + $tables);
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
        $config = new FakeScopeConfig(['default' => $this->settings + ['general/locale/timezone' => 'Australia/Sydney', 'web/unsecure/base_url' => 'https://shop.example/']]);
        $manager = $this->createMock(StoreManagerInterface::class);
        $manager->method('getStores')->willReturn([]);
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
        $stores = new Stores($manager, $config, new FakeConnections());
        $taxes = new AppliedTaxes($database);
        $currency = new DocumentCurrency($stores);
        $metadata = $this->createMock(EntityMetadataInterface::class);
        $metadata->method('getLinkField')->willReturn('entity_id');
        $pool = $this->createMock(MetadataPool::class);
        $pool->method('getMetadata')->willReturn($metadata);
        $products = new CatalogueProducts($database, $pool);
        $parts = new DocumentParts(
            $currency,
            new DocumentLines($taxes, new ItemOptions(), new FixedProductTax(), $products),
            new DocumentTotals($taxes),
            new CommerceTotals($database, $taxes),
            new OrderFacts($stores, new PaymentFee()),
            new Tenders($this->logger, $this->tenders),
            new PaymentDays($database),
            $taxes,
            new OrderAddresses($database),
            new InvoiceSummaries($database, $stores, $currency),
            $products,
            new CustomerGroups($database)
        );
        return new $class(
            $database,
            $stores,
            new Period($config),
            $this->logger,
            $parts,
            new AdminUrl($config, $frontName),
            new ExtraTotals($this->createMock(ManagerInterface::class), $this->logger)
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
            'total_canceled' => null, 'global_currency_code' => 'USD', 'base_to_global_rate' => '1.0000', 'order_global_currency_code' => 'USD',
            'order_base_to_global_rate' => '1.0000', 'total_due' => null, 'total_refunded' => null, 'order_grand_total' => '54.0000', 'order_rate' => '0.9137', 'store_name' => "Main\nGroup\nDefault",
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
