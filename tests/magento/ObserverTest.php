<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Tests\Magento;

class ObserverTest extends ShopTestCase
{
    protected function setUp(): void
    {
        parent::setUp();
        $this->publish();
    }

    public function testWhatHappensBeforeTheFirstCronIsFoundByTheSweep(): void
    {
        self::remove($this->store);
        $customer = $this->inShop('return $records->customer()->getId();');
        self::assertSame([], $this->jobs());
        $this->inShop('$shop->get(\Ledgerline\Xero\Cron\Sweep::class)->execute();');
        self::assertSame('waiting', $this->jobs()['customer ' . $customer] ?? null);
    }

    public function testWhatAProcessTouchedIsEnqueuedOnceAtItsEnd(): void
    {
        $process = $this->act('
            $customer = $records->customer();
            $product = $records->product();
            $order = $records->order($product, $customer);
            $invoice = $records->invoice($order);
            $creditmemo = $records->creditmemo($invoice);
            $engine = $shop->get(\Ledgerline\Xero\Api\EngineInterface::class);
            return [
                "expected" => ["customer " . $customer->getId(), "product " . $product->getId(), "invoice " . $invoice->getId(), "creditmemo " . $creditmemo->getId()],
                "before_the_end" => $engine->jobs()->total,
            ];
        ');
        $answer = $this->answer($process);
        self::assertSame(0, $answer['before_the_end']);
        self::assertSame([['records' => $answer['expected'], 'immediately' => false]], $this->enqueued($process));
        self::assertEqualsCanonicalizing(array_fill_keys($answer['expected'], 'waiting'), $this->jobs());
    }

    public function testPlacingAnOrderAloneIsNoDocumentButItIsWhereOrdersAreTheDocuments(): void
    {
        $process = $this->act('return $records->order()->getId();');
        self::assertArrayNotHasKey('order ' . $this->answer($process), $this->jobs());
        $this->settings(['sync/document' => 'order']);
        $this->publish();
        $process = $this->act('
            $order = $records->order();
            $shop->get(\Ledgerline\Xero\Outbox\Touched::class)->flush();
            $invoice = $records->invoice($order);
            return ["order" => "order " . $order->getId(), "invoice" => "invoice " . $invoice->getId()];
        ');
        $answer = $this->answer($process);
        $calls = array_column($this->enqueued($process), 'records');
        self::assertContains($answer['order'], $calls[0]);
        self::assertEqualsCanonicalizing([$answer['order'], $answer['invoice']], end($calls));
        self::assertArrayHasKey($answer['order'], $this->jobs());
    }

    public function testChangesOfEveryKindAreNoticed(): void
    {
        $ids = $this->inShop('
            $customer = $records->customer();
            $product = $records->product();
            $order = $records->order($product, $customer);
            $invoice = $records->invoice($order);
            return [
                "customer" => $customer->getId(), "address" => $customer->getAddresses()[0]->getId(), "product" => $product->getId(), "order" => $order->getId(),
                "invoice" => $invoice->getId(), "billing" => $order->getBillingAddress()->getId(),
            ];
        ');
        $changes = [
            'an address through its repository' => ['customer', '
                $addresses = $shop->get(\Magento\Customer\Api\AddressRepositoryInterface::class);
                $addresses->save($addresses->getById($given["address"])->setTelephone("0113 2"));'],
            'a customer' => ['customer', '
                $customers = $shop->get(\Magento\Customer\Api\CustomerRepositoryInterface::class);
                $customers->save($customers->getById($given["customer"])->setFirstname("Anna"));'],
            'a product' => ['product', '
                $products = $shop->get(\Magento\Catalog\Api\ProductRepositoryInterface::class);
                $products->save($products->getById($given["product"], true, 0)->setName("Another name"));'],
            'a mass update of attributes' => ['product', '
                $shop->get(\Magento\Catalog\Model\Product\Action::class)->updateAttributes([$given["product"]], ["name" => "Mass"], 0);'],
            'the billing address of an order' => ['invoice', '
                $addresses = $shop->get(\Magento\Sales\Api\OrderAddressRepositoryInterface::class);
                $addresses->save($addresses->get($given["billing"])->setCity("York"));'],
            'an invoice' => ['invoice', '
                $invoices = $shop->get(\Magento\Sales\Api\InvoiceRepositoryInterface::class);
                $invoices->save($invoices->get($given["invoice"])->setTransactionId("T-2"));'],
            'the payment of an order' => ['invoice', '
                $payments = $shop->get(\Magento\Sales\Api\OrderPaymentRepositoryInterface::class);
                $payment = $shop->create(\Magento\Sales\Model\Order::class)->load($given["order"])->getPayment();
                $payments->save($payment->setLastTransId("T-1"));'],
        ];
        foreach ($changes as $what => [$entity, $body]) {
            $process = $this->act($body, $ids);
            self::assertSame([[$entity . ' ' . $ids[$entity]]], array_column($this->enqueued($process), 'records'), $what);
        }
    }

    public function testARolledBackInvoiceIsNeverQueued(): void
    {
        $process = $this->act('
            $order = $records->order();
            $database = $shop->get(\Magento\Framework\App\ResourceConnection::class)->getConnection("sales");
            $database->beginTransaction();
            $invoice = $records->invoice($order);
            $database->rollBack();
            return $invoice->getId();
        ');
        self::assertSame('0', $this->touches());
        self::assertSame([], array_filter(array_keys($this->jobs()), static fn (string $job): bool => str_starts_with($job, 'invoice')));
        // exit() inside of a transaction.
        $process = $this->start('
            $order = $records->order();
            $shop->get(\Ledgerline\Xero\Outbox\Touched::class)->flush();
            $shop->get(\Magento\Framework\App\ResourceConnection::class)->getConnection("sales")->beginTransaction();
            $records->invoice($order);
            exit(0);
        ');
        // Magento itself complains about the open transaction in developer mode.
        self::assertContains($process->wait(), [0, 255], $process->everything());
        self::assertSame([], array_filter(array_keys($this->jobs()), static fn (string $job): bool => str_starts_with($job, 'invoice')));
    }

    public function testWhatIsSavedIsInTheOutboxWhateverBecomesOfTheProcess(): void
    {
        $process = $this->start('
            $customer = $records->customer();
            file_put_contents($given["file"], $customer->getId());
            posix_kill(getmypid(), SIGKILL);
        ', ['file' => $file = $this->store . '-customer']);
        $process->wait();
        $customer = (string)file_get_contents($file);
        unlink($file);
        self::assertSame([], $this->jobs());

        $this->inShop('$shop->get(\Ledgerline\Xero\Cron\MinuteJob::class)->execute();');
        self::assertSame(['customer ' . $customer => 'waiting'], $this->jobs());
        self::assertSame('0', $this->touches());
    }

    public function testWhatIsSavedWithoutTheExtensionIsReadByWhoHasIt(): void
    {
        $process = $this->act('return $records->invoice($records->order())->getId();', environment: $this->withoutExtension());
        $invoice = $this->answer($process);
        self::assertSame([], $this->jobs());
        self::assertNotSame('0', $this->touches());

        $this->inShop('$shop->get(\Ledgerline\Xero\Cron\MinuteJob::class)->execute();');
        self::assertArrayHasKey('invoice ' . $invoice, $this->jobs());
        self::assertSame('0', $this->touches());
    }

    public function testAnOutboxThatIsMissingBreaksNoSaveAndLosesNothing(): void
    {
        $table = $this->table('ledgerline_xero_touch');
        $this->database()->query("RENAME TABLE $table TO {$table}_away");
        try {
            $customer = $this->answer($this->act('return $records->customer()->getId();'));
        } finally {
            $this->database()->query("RENAME TABLE {$table}_away TO $table");
        }
        self::assertSame(['customer ' . $customer => 'waiting'], $this->jobs());
        self::assertStringContainsString('database: ', $this->ownLog());
    }

    /**
     * @dataProvider failures
     */
    public function testAnEngineThatFailsNeverBreaksASave(string $failure, string $inLog): void
    {
        $process = $this->act('
            \Ledgerline\Xero\Tests\Magento\Support\RecordingEngine::$failure = ' . $failure . ';
            return $records->customer()->getId();
        ');
        self::assertNotSame([], $this->enqueued($process));
        self::assertSame('', $process->everything());
        $id = $this->answer($process);
        self::assertSame('1', $this->database()->fetchOne('SELECT COUNT(*) FROM ' . $this->table('customer_entity') . ' WHERE entity_id = ?', [$id]));
        self::assertStringContainsString($inLog, $this->ownLog());
    }

    public function failures(): array
    {
        return [
            'the store' => ['new \Ledgerline\Xero\Api\EngineException(__("test-store"), "store_not_writable")', 'store_not_writable: test-store'],
            'a defect of the extension' => ['new \Error("test-defect")', 'internal: Error'],
            'anything' => ['new \RuntimeException("test-anything")', 'internal: RuntimeException'],
        ];
    }

    public function testAStoreThatCannotBeWrittenNeverBreaksASave(): void
    {
        self::remove($this->store);
        mkdir($this->store, 0500);
        $process = $this->act('$invoice = $records->invoice($records->order()); return $invoice->getId();');
        self::assertSame('', $process->everything());
        self::assertSame('1', $this->database()->fetchOne('SELECT COUNT(*) FROM ' . $this->table('sales_invoice') . ' WHERE entity_id = ?', [$this->answer($process)]));
        self::assertStringContainsString('store_not_writable', $this->ownLog());
    }

    /**
     * @dataProvider modes
     */
    public function testASaveOpensNoConnectionToXero(string $mode): void
    {
        // Takes connections and never answers: a black hole that counts.
        $hole = stream_socket_server('tcp://127.0.0.1:0');
        $this->xero = 'http://' . stream_socket_get_name($hole, false);
        $this->settings(self::CUSTOM + array_fill_keys(['customers/mode', 'products/mode', 'invoices/mode', 'creditmemos/mode', 'payments/mode'], $mode));
        $this->publish();
        foreach ([$this->xero, 'http://127.0.0.1:9', 'https://192.0.2.1:81'] as $address) {
            $this->xero = $address;
            $seconds = $this->inShop('
                $records->invoice($records->order(null, $records->customer()));
                $began = microtime(true);
                $shop->get(\Ledgerline\Xero\Outbox\Touched::class)->flush();
                return microtime(true) - $began;
            ');
            self::assertLessThan(2.0, $seconds, $address);
        }
        self::assertNotSame([], $this->jobs());
        self::assertFalse(@stream_socket_accept($hole, 0), 'somebody connected');
    }

    public function modes(): array
    {
        return [['cron'], ['immediately']];
    }

    public function testWhatIsSwitchedOffIsNotQueued(): void
    {
        $body = '
            $invoice = $records->invoice($records->order(null, $records->customer()));
            $records->creditmemo($invoice);
        ';
        $all = ['customers/enabled' => '0', 'products/enabled' => '0', 'orders/enabled' => '0', 'invoices/enabled' => '0', 'creditmemos/enabled' => '0', 'payments/enabled' => '0'];
        $this->settings($all);
        $process = $this->act($body);
        self::assertSame([], $this->enqueued($process));
        self::assertSame([], $this->jobs());

        $this->settings(['products/enabled' => '1'] + $all);
        $this->publish();
        $process = $this->act($body);
        self::assertCount(1, $this->jobs());
        self::assertStringStartsWith('product ', array_key_first($this->jobs()));
    }

    public function testADeletedRecordIsNoError(): void
    {
        $before = $this->ownLog();
        $process = $this->act('
            $customer = $records->customer();
            $shop->get(\Magento\Customer\Api\CustomerRepositoryInterface::class)->deleteById($customer->getId());
            $product = $records->product();
            $shop->get(\Magento\Catalog\Api\ProductRepositoryInterface::class)->delete($product);
        ');
        self::assertSame('', $process->everything());
        self::assertSame([], $this->enqueued($process));
        self::assertSame($before, $this->ownLog());
    }

    public function testALongProcessEnqueuesEvery200Records(): void
    {
        $process = $this->act('
            $resource = $shop->get(\Magento\Framework\App\ResourceConnection::class);
            $database = $resource->getConnection();
            $table = $resource->getTableName("customer_entity");
            $website = $shop->get(\Magento\Store\Model\StoreManagerInterface::class)->getDefaultStoreView()->getWebsiteId();
            $mark = bin2hex(random_bytes(5));
            $rows = [];
            for ($i = 0; $i < 450; $i++) {
                $rows[] = ["email" => "many-$mark-$i@example.com", "website_id" => $website, "group_id" => 1, "store_id" => 1, "firstname" => "Many", "lastname" => "No $i"];
            }
            $database->insertMultiple($table, $rows);
            $events = $shop->get(\Magento\Framework\Event\ManagerInterface::class);
            $during = [];
            foreach ($database->fetchCol("SELECT entity_id FROM $table WHERE email LIKE ?", ["many-$mark-%"]) as $id) {
                $customer = $shop->create(\Magento\Customer\Model\Customer::class)->setId($id);
                $events->dispatch("customer_save_after", ["data_object" => $customer, "customer" => $customer]);
                $during[] = $id;
            }
            return $shop->get(\Ledgerline\Xero\Api\EngineInterface::class)->jobs(["page_size" => 1])->total;
        ');
        self::assertSame(400, $this->answer($process));
        $sizes = array_map('count', array_column($this->enqueued($process), 'records'));
        self::assertSame([200, 200, 50], $sizes);
        self::assertCount(450, $this->jobs());
    }

    private function touches(): string
    {
        return $this->database()->fetchOne('SELECT COUNT(*) FROM ' . $this->table('ledgerline_xero_touch'));
    }

    private function ownLog(): string
    {
        $file = $this->shop()->get(\Magento\Framework\Filesystem\DirectoryList::class)->getPath('log') . '/ledgerline.log';
        return is_file($file) ? (string)file_get_contents($file) : '';
    }
}
