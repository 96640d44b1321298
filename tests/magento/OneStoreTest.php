<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Tests\Magento;

use Ledgerline\Xero\Tests\Magento\Support\Sandbox;
use Magento\Framework\FlagManager;

/**
 * Two stores of one shop: what happens where each web server has a store of its own, or a copy of one.
 */
class OneStoreTest extends ShopTestCase
{
    private const FLAG = 'ledgerline_xero_store';
    private const BASE_URL = 'web/secure/base_url';

    private ?string $address = null;

    protected function tearDown(): void
    {
        if ($this->address !== null) {
            $this->moveShop($this->address);
        }
        $this->forgetSender();
        parent::tearDown();
    }

    public function testASecondStoreIsRefusedInWordsAndTheFirstSendsEverything(): void
    {
        $sandbox = $this->connect();
        $sales = [$this->sale()];
        $this->drain();
        $first = $this->store;

        $this->store = $this->folder . '/second';
        // Its process touches the sale, and reads nothing.
        $sales[] = $this->sale();
        self::assertNotSame(0, $this->touches());
        $writes = count($sandbox->writes());
        foreach (['connect', 'sync', 'drain', 'lists --refresh', 'sync-all start', 'disconnect', 'status:refresh'] as $line) {
            $refused = $this->magento(...explode(' ', "ledgerline:$line --json"));
            self::assertSame(1, $refused->wait(), $line . $refused->everything());
            $error = $refused->json()['error'];
            self::assertSame('store_foreign', $error['code'], $line);
            self::assertStringContainsString("from the store in \"$first\"", $error['message']);
            self::assertStringContainsString("in \"$this->store\" on " . gethostname() . ', sends nothing', $error['message']);
            self::assertStringContainsString('ledgerline:store:use', $error['fix']);
        }
        $told = $this->magento('ledgerline:drain');
        $told->wait();
        self::assertStringContainsString('Two stores would send everything twice', $told->errors());
        $status = $this->magento('ledgerline:status', '--json');
        self::assertSame(2, $status->wait(), $status->everything());
        $sender = $status->json()['sender'];
        self::assertSame([gethostname(), $first, false, 'store_foreign'], [$sender['host'], $sender['store'], $sender['is_this_store'], $sender['code']]);
        self::assertEqualsWithDelta(time(), $sender['since'], 300);
        self::assertSame([], $this->jobs());
        self::assertFalse($this->inShop('return isset($shop->get(\Magento\Cron\Model\ConfigInterface::class)->getJobs()["ledgerline"]);'));
        self::assertCount($writes, $sandbox->writes());

        $this->store = $first;
        self::assertTrue($this->inShop('return isset($shop->get(\Magento\Cron\Model\ConfigInterface::class)->getJobs()["ledgerline"]);'));
        $status = $this->magento('ledgerline:status', '--json');
        self::assertSame(0, $status->wait(), $status->everything());
        self::assertTrue($status->json()['sender']['is_this_store']);
        $this->drain();
        self::assertSame(0, $this->touches());
        self::assertSame(['PAID', 'PAID'], array_map(static fn (string $number): string => $sandbox->document($number)['status'], $sales));
    }

    public function testAnotherStoreTakesOverWhenAPersonSaysSoAndSettlesNothingTwice(): void
    {
        $sandbox = $this->connect();
        $sale = $this->inShop(self::UNPAID);
        $this->drain();
        self::assertSame('AUTHORISED', $sandbox->document($sale['number'])['status']);
        // Queued in the first store, which does not come to send it.
        $this->inShop(self::PAY, $sale);
        $first = $this->store;

        $this->store = $this->folder . '/second';
        $use = $this->magento('ledgerline:store:use', '--no-interaction');
        self::assertSame(0, $use->wait(), $use->everything());
        self::assertStringContainsString("from the store in \"$first\"", $use->errors());
        self::assertStringContainsString('"Sync All Data Now" finds the rest', $use->errors());
        self::assertStringContainsString('sends from now on', $use->output());
        foreach (['connect', 'sync --entity=invoice --ids=' . $sale['id'], 'drain'] as $line) {
            $process = $this->magento(...explode(' ', "ledgerline:$line --json"));
            self::assertSame(0, $process->wait(), $line . $process->everything());
        }
        self::assertSame('PAID', $sandbox->document($sale['number'])['status']);
        self::assertSame(1, $this->payments($sandbox));

        $this->store = $first;
        $drain = $this->magento('ledgerline:drain', '--json');
        self::assertSame(1, $drain->wait(), $drain->everything());
        self::assertSame('store_foreign', $drain->json()['error']['code']);
        $use = $this->magento('ledgerline:store:use', '--force', '--json');
        self::assertSame(0, $use->wait(), $use->everything());
        self::assertSame(['taken' => true, 'before' => 'store_foreign'], $use->json());
        self::assertContains('waiting', array_column($this->pages('jobs'), 'state'));
        $this->drain();
        self::assertSame('done', $this->jobs()["invoice {$sale['id']} payment"]);
        self::assertSame(1, $this->payments($sandbox), 'it was looked up');

        $again = $this->magento('ledgerline:store:use');
        self::assertSame(0, $again->wait(), $again->everything());
        self::assertStringContainsString('sends already', $again->output());
    }

    public function testABackupThatIsPutBackInItsPlaceSendsAndElsewhereDoesNot(): void
    {
        $sandbox = $this->connect();
        $sales = [$this->sale()];
        $this->drain();
        $file = $this->store . '/ledgerline.sqlite';
        $backup = $this->folder . '/backup.sqlite';
        (new \PDO('sqlite:' . $file))->exec("VACUUM INTO '$backup'");
        foreach ([1, 2] as $_) {
            $this->age(3600);
            $sales[] = $this->sale();
            $this->drain();
        }
        $word = $this->flag()['word'];
        self::assertStringNotContainsString($word, (string)file_get_contents($backup));

        $first = $this->store;
        $this->store = $this->folder . '/copy';
        mkdir($this->store);
        copy($backup, $this->store . '/ledgerline.sqlite');
        $drain = $this->magento('ledgerline:drain', '--json');
        self::assertSame(1, $drain->wait(), $drain->everything());
        self::assertSame('store_foreign', $drain->json()['error']['code']);

        $this->store = $first;
        foreach (['-wal', '-shm'] as $beside) {
            @unlink($file . $beside);
        }
        copy($backup, $file);
        $sales[] = $this->sale();
        $sync = $this->magento('ledgerline:sync', '--entity=invoice', '--json');
        $sync->wait();
        $this->drain();
        self::assertNotSame($word, $this->flag()['word']);
        self::assertSame(array_fill(0, 4, 'PAID'), array_map(static fn (string $number): string => $sandbox->document($number)['status'], $sales));
    }

    public function testAProcessThatIsKilledBetweenTheTwoWritesLeavesItSending(): void
    {
        $this->connect();
        $this->drain();
        $this->age(61);
        $process = $this->start('
            class Killed extends \Magento\Framework\FlagManager
            {
                public function saveFlag($code, $value)
                {
                    posix_kill(getmypid(), SIGKILL);
                }
            }
            $shop->configure(["preferences" => [\Magento\Framework\FlagManager::class => "Killed"]]);
            $shop->get(\Ledgerline\Xero\Bridge\StoreGuard::class)->check();
        ');
        $process->wait();
        self::assertFileDoesNotExist($process->folder . '/answer', 'it was killed');
        $flag = $this->flag();
        self::assertStringContainsString(' ' . $flag['word'], (string)$this->engine()->cursor('shop.word'));
        // So that only the word tells.
        $this->write(['place' => ['host' => 'web-7', 'machine' => '', 'inode' => '0'] + $flag['place']] + $flag);
        $this->drain();
        self::assertSame(gethostname(), $this->flag()['place']['host']);
    }

    public function testACopyOfTheShopSendsNothing(): void
    {
        $sandbox = $this->connect();
        $number = $this->sale();
        $this->moveShop('http://staging.shop.example/');
        $drain = $this->magento('ledgerline:drain', '--json');
        self::assertSame(1, $drain->wait(), $drain->everything());
        self::assertSame('store_copied', $drain->json()['error']['code']);
        self::assertStringContainsString('and here is staging.shop.example', $drain->json()['error']['message']);
        self::assertNull($sandbox->document($number));
        // The shop itself has another address now.
        self::assertSame(0, $this->magento('ledgerline:store:use', '--force')->wait());
        $this->drain();
        self::assertSame('PAID', $sandbox->document($number)['status']);
    }

    public function testADrainStopsWhenAnotherStoreTakesOver(): void
    {
        $sandbox = $this->connect();
        $number = $this->sale();
        $answer = $this->inShop('
            $shop->configure([\Ledgerline\Xero\Bridge\StoreGuard::class => ["arguments" => ["trusted" => 0]]]);
            $calls = 0;
            try {
                $shop->get(\Ledgerline\Xero\Api\EngineInterface::class)->drain([], function () use ($given, &$calls): bool {
                    if ($calls++ === 0) {
                        exec("MAGENTO_DC_LEDGERLINE__STORE=" . escapeshellarg($given["second"]) . " " . PHP_BINARY . " bin/magento ledgerline:store:use --force 2>&1", $lines, $code);
                        if ($code !== 0) {
                            throw new \RuntimeException(implode("\n", $lines));
                        }
                    }
                    return true;
                });
            } catch (\Ledgerline\Xero\Api\EngineException $e) {
                return [$e->getErrorCode(), $calls];
            }
            return ["", $calls];
        ', ['second' => $this->folder . '/second']);
        self::assertSame(['store_foreign', 1], $answer);
        self::assertNull($sandbox->document($number), 'its contact was sent, the sale was not');
    }

    private const UNPAID = '
        $order = $records->order();
        $invoice = $shop->get(\Magento\Sales\Model\Service\InvoiceService::class)->prepareInvoice($order);
        $order->getPayment()->setIsTransactionPending(true);
        $invoice->setRequestedCaptureCase(\Magento\Sales\Model\Order\Invoice::NOT_CAPTURE)->register();
        $shop->create(\Magento\Framework\DB\Transaction::class)->addObject($invoice)->addObject($order)->save();
        return ["id" => (int)$invoice->getId(), "number" => $invoice->getIncrementId()];
    ';

    private const PAY = '
        $invoice = $shop->create(\Magento\Sales\Model\Order\Invoice::class)->load($given["id"]);
        $invoice->pay();
        $shop->create(\Magento\Framework\DB\Transaction::class)->addObject($invoice)->addObject($invoice->getOrder())->save();
    ';

    /** A sale that is paid; its number. */
    private function sale(): string
    {
        return $this->inShop('return $records->invoice($records->order())->getIncrementId();');
    }

    private function drain(): void
    {
        $drain = $this->magento('ledgerline:drain', '--json');
        self::assertSame(0, $drain->wait(), $drain->everything());
    }

    private function touches(): int
    {
        return (int)$this->database()->fetchOne('SELECT COUNT(*) FROM ' . $this->table('ledgerline_xero_touch'));
    }

    /** Payments that were sent. */
    private function payments(Sandbox $sandbox): int
    {
        return count(array_filter($sandbox->writes(), static fn (array $call): bool => str_contains($call['path'], '/Payments')));
    }

    private function flag(): array
    {
        return $this->shop()->get(FlagManager::class)->getFlagData(self::FLAG);
    }

    private function write(array $flag): void
    {
        $this->shop()->get(FlagManager::class)->saveFlag(self::FLAG, $flag);
    }

    /** The store wrote its word so many seconds ago. */
    private function age(int $seconds): void
    {
        $flag = $this->flag();
        $this->write(['at' => $flag['at'] - $seconds] + $flag);
    }

    private function moveShop(string $address): void
    {
        $table = $this->table('core_config_data');
        $where = "path = '" . self::BASE_URL . "' AND scope_id = 0";
        $this->address ??= (string)$this->database()->fetchOne("SELECT value FROM $table WHERE $where");
        $this->database()->update($table, ['value' => $address], $where);
        $this->settings([]);
        $this->change(self::CUSTOM);
    }
}
