<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Tests\Magento;

use Ledgerline\Xero\Tests\Magento\Support\Surcharge\Observer;
use Ledgerline\Xero\Tests\Magento\Support\Surcharge\Totals;

/**
 * Totals of another module: a surcharge of 2.50 on an invoice over 54.00, in a column of its own (docs/extending.md).
 */
class ExtendingTest extends ShopTestCase
{
    private const COLUMN = ['type' => 'decimal', 'length' => '20,4', 'nullable' => true, 'comment' => 'Surcharge'];

    /** What the other module's etc/di.xml would say. */
    private const PROVIDER = '
        require_once $given["folder"] . "/Totals.php";
        $shop->configure([\Ledgerline\Xero\Snapshot\ExtraTotals::class => ["arguments" => ["providers" => ["surcharge" => ["instance" => $given["provider"]]]]]]);
    ';

    /** What its etc/events.xml would say. */
    private const OBSERVER = '
        require_once $given["folder"] . "/Observer.php";
        class Observers extends \Magento\Framework\Event\Config
        {
            public static string $class;

            public function getObservers($name)
            {
                return parent::getObservers($name) + ($name === "ledgerline_xero_snapshots_read" ? ["surcharge" => ["name" => "surcharge", "instance" => self::$class]] : []);
            }
        }
        Observers::$class = $given["observer"];
        $shop->configure(["preferences" => [\Magento\Framework\Event\ConfigInterface::class => Observers::class]]);
    ';

    private const SALE = '
        $order = $records->newOrder();
        foreach (["grand_total", "base_grand_total"] as $total) {
            $order->setData($total, 56.5);
        }
        $order = $shop->get(\Magento\Sales\Api\OrderManagementInterface::class)->place($order);
        $invoice = $shop->get(\Magento\Sales\Model\Service\InvoiceService::class)->prepareInvoice($order);
        $invoice->addData(["grand_total" => 56.5, "base_grand_total" => 56.5, "surcharge_amount" => 2.5]);
        $invoice->setRequestedCaptureCase(\Magento\Sales\Model\Order\Invoice::CAPTURE_OFFLINE)->register();
        $shop->create(\Magento\Framework\DB\Transaction::class)->addObject($invoice)->addObject($order->setIsInProcess(true))->save();
        return ["id" => $invoice->getId(), "number" => $invoice->getIncrementId()];
    ';

    private int $lastOrder = 0;

    protected function setUp(): void
    {
        parent::setUp();
        $this->lastOrder = (int)$this->database()->fetchOne('SELECT MAX(entity_id) FROM ' . $this->table('sales_order'));
        foreach (Totals::TABLES as $table) {
            $this->database()->addColumn($this->table($table), 'surcharge_amount', self::COLUMN);
        }
    }

    protected function tearDown(): void
    {
        // Without the column nothing explains their totals: other tests add up every document.
        $this->database()->delete($this->table('sales_order'), ['entity_id > ?' => $this->lastOrder]);
        foreach (Totals::TABLES as $table) {
            $this->database()->dropColumn($this->table($table), 'surcharge_amount');
        }
        parent::tearDown();
    }

    public function testASurchargeIsPostedToTheAccountThatItsCodeIsMappedTo(): void
    {
        $sandbox = $this->connect(['totals/map' => [['code' => 'surcharge', 'account' => '260']]]);
        $sale = $this->inShop(self::PROVIDER . self::SALE, $this->given());
        $this->drain();
        $this->assertPosted($sandbox->document($sale['number']));
    }

    public function testAnObserverMayNameTheAccount(): void
    {
        $sandbox = $this->connect();
        $sale = $this->inShop(self::PROVIDER . self::OBSERVER . self::SALE, $this->given());
        $this->drain();
        $this->assertPosted($sandbox->document($sale['number']));
    }

    public function testATotalThatNobodyExplainsHoldsTheDocumentWithItsAmount(): void
    {
        $sandbox = $this->connect();
        $sale = $this->inShop(self::SALE, $this->given());
        $this->assertHeld($sale['number'], '2.50');
        self::assertNull($sandbox->document($sale['number']));
        // Once the module is there, a retry posts it.
        $this->change(['totals/map' => [['code' => 'surcharge', 'account' => '260']]]);
        $this->publish();
        $this->inShop(self::PROVIDER . '
            $snapshots = $shop->get(\Ledgerline\Xero\Snapshot\Reader::class)->read("invoice", [$given["id"]]);
            $shop->get(\Ledgerline\Xero\Api\EngineInterface::class)->enqueue($snapshots);
        ', $this->given() + $sale);
        $this->drain();
        $this->assertPosted($sandbox->document($sale['number']));
    }

    public function testAProviderThatThrowsBreaksNoSaleAndHoldsTheDocument(): void
    {
        $sandbox = $this->connect();
        $sale = $this->inShop('
            class Broken implements \Ledgerline\Xero\Api\ExtraTotalsInterface
            {
                public function get(string $kind, array $snapshots): array { throw new \RuntimeException("the surcharge has no table"); }
            }
        ' . self::PROVIDER . self::SALE, ['provider' => 'Broken'] + $this->given());
        $this->assertHeld($sale['number'], '2.50');
        $log = (string)file_get_contents($this->shop()->get(\Magento\Framework\Filesystem\DirectoryList::class)->getPath('log') . '/ledgerline.log');
        self::assertStringContainsString('extra_totals_failed: surcharge for invoice: the surcharge has no table', $log);
        self::assertNull($sandbox->document($sale['number']));
    }

    private function given(): array
    {
        return ['folder' => __DIR__ . '/Support/Surcharge', 'provider' => Totals::class, 'observer' => Observer::class];
    }

    private function assertPosted(?array $document): void
    {
        self::assertSame(['56.50', '9.00', 'PAID'], [$document['total'] ?? null, $document['tax'] ?? null, $document['status'] ?? null]);
        $amounts = [];
        foreach ($this->sandbox->writes() as $call) {
            $body = is_string($call['body']) ? json_decode($call['body'], true) : $call['body'];
            foreach ($body['Invoices'] ?? [] as $invoice) {
                foreach ($invoice['LineItems'] ?? [] as $line) {
                    if ($line['AccountCode'] === Observer::ACCOUNT) {
                        $amounts[] = (float)$line['UnitAmount'] * (float)($line['Quantity'] ?? 1);
                    }
                }
            }
        }
        self::assertSame([2.5], $amounts);
    }

    private function assertHeld(string $number, string $amount): void
    {
        $drain = $this->magento('ledgerline:drain', '--json');
        $drain->wait();
        $held = array_values(array_filter($this->pages('jobs'), static fn (array $job): bool => $job['state'] === 'held' && $job['entity'] === 'invoice'));
        self::assertCount(1, $held, $drain->everything());
        self::assertStringContainsString($number, (string)json_encode($held[0]));
        self::assertStringContainsString($amount, (string)json_encode($held[0]));
    }

    /** Everything that waits must arrive. */
    private function drain(): void
    {
        $drain = $this->magento('ledgerline:drain', '--json');
        self::assertSame(0, $drain->wait(), $drain->everything());
        $result = $drain->json();
        self::assertSame([0, 0, 'empty', 0], [$result['held'], $result['waiting'], $result['stopped'], $result['difference_cents']], $drain->everything());
    }
}
