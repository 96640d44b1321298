<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Tests\Magento;

use Ledgerline\Xero\Tests\Magento\Support\StoreFile;

/**
 * What goes wrong in a shop's life: selling continues, everybody is told what to do, and the next drain after the cause is gone finishes the work.
 */
class BadDaysTest extends ShopTestCase
{
    private const NOTICES = '
        $shop->get(\Magento\Framework\App\CacheInterface::class)->clean([\Ledgerline\Xero\Notification\Condition::CACHE_TAG]);
        $texts = [];
        foreach ($shop->get(\Magento\Framework\Notification\MessageList::class)->asArray() as $notice) {
            if (preg_match("/^Ledgerline.*[^A-Za-z](\w+)Notice$/", get_class($notice), $found) && $notice->isDisplayed()) {
                $texts[$found[1]] = strip_tags($notice->getText());
            }
        }
        return $texts;
    ';

    private const SALE = '$invoice = $records->invoice($records->order()); return ["id" => $invoice->getId(), "number" => $invoice->getIncrementId()];';

    /**
     * @dataProvider brokenStores
     */
    public function testAStoreThatCannotBeUsed(string $code, callable $break, callable $fix): void
    {
        $this->connect();
        $break($this->store);
        try {
            $sale = $this->act(self::SALE);
            self::assertSame('', $sale->everything());
            $number = $this->answer($sale)['number'];
            foreach (['status', 'drain', 'queue', 'sync', 'connect'] as $name) {
                $process = $this->magento("ledgerline:$name", '--json');
                self::assertSame(1, $process->wait(), $name . $process->everything());
                self::assertSame($code, $process->json()['error']['code'], $name);
            }
            $human = $this->magento('ledgerline:status');
            self::assertSame(1, $human->wait());
            self::assertStringContainsString('administrator of the server must act', $human->errors());
            self::assertStringNotContainsString('.php', $human->errors());
            $notices = $this->inShop(self::NOTICES, [], 'adminhtml');
            self::assertArrayHasKey('Store', $notices);
            self::assertStringContainsString('Xero Integration cannot use its store.', $notices['Store']);
        } finally {
            $fix($this->store);
        }
        self::assertArrayNotHasKey('Store', $this->inShop(self::NOTICES, [], 'adminhtml'));
        // What was sold meanwhile is found and sent.
        $this->inShop('$shop->get(\Ledgerline\Xero\Cron\Sweep::class)->execute();');
        $drain = $this->magento('ledgerline:drain', '--json');
        self::assertContains($drain->wait(), [0, 2], $drain->everything());
        self::assertSame('PAID', $this->sandbox->document($number)['status'] ?? null);
    }

    public function brokenStores(): array
    {
        $rights = static fn (int $folder, int $file): callable => static function (string $store) use ($folder, $file): void {
            chmod($store, 0770);
            foreach (glob($store . '/*') as $one) {
                chmod($one, $file);
            }
            chmod($store, $folder);
        };
        $version = static fn (int $by): callable => static fn (string $store) => (new StoreFile($store))->raiseVersion($by);
        return [
            'the folder cannot be read' => ['store_not_writable', $rights(0000, 0660), $rights(0770, 0660)],
            'the files cannot be read' => ['store_not_writable', $rights(0770, 0000), $rights(0770, 0660)],
            'a store of a newer version' => ['store_newer', $version(1), $version(-1)],
        ];
    }

    public function testAStoreFolderThatIsGoneIsMadeAgainAndNothingIsSentTwice(): void
    {
        $sandbox = $this->connect();
        $number = $this->inShop(self::SALE)['number'];
        $this->drainsWith(0);
        self::assertSame('PAID', $sandbox->document($number)['status']);
        self::remove($this->store);
        $drain = $this->magento('ledgerline:drain', '--json');
        self::assertSame(3, $drain->wait(), $drain->everything());
        $connect = $this->magento('ledgerline:connect');
        self::assertSame(0, $connect->wait(), $connect->everything());
        $sync = $this->magento('ledgerline:sync', '--json', '--entity=invoice', '--from=' . gmdate('Y-m-d', time() - 86400));
        self::assertSame(0, $sync->wait(), $sync->everything());
        $drain = $this->magento('ledgerline:drain', '--json');
        self::assertContains($drain->wait(), [0, 2], $drain->everything());
        // The sandbox's own reader refuses a number that is there twice.
        self::assertSame(['PAID', 1], [$sandbox->document($number)['status'], count($sandbox->document($number)['payments'])]);
    }

    public function testWrongCredentialsAreToldAndFixed(): void
    {
        $this->sandbox();
        $this->settings(['connection/client_secret' => 'wrong'] + self::CUSTOM);
        $connect = $this->magento('ledgerline:connect', '--json');
        self::assertSame(1, $connect->wait(), $connect->everything());
        self::assertSame('credentials_invalid', $connect->json()['error']['code']);
        $sale = $this->inShop(self::SALE);
        $this->drainsWith(3);
        $this->change(['connection/client_secret' => self::CUSTOM['connection/client_secret']]);
        $connect = $this->magento('ledgerline:connect');
        self::assertSame(0, $connect->wait(), $connect->everything());
        $this->drainsWith(0);
        self::assertSame('PAID', $this->sandbox->document($sale['number'])['status']);
    }

    public function testAnEndedConsentStopsNothingInTheShopAndIsTold(): void
    {
        $sandbox = $this->connect();
        $sale = $this->inShop(self::SALE);
        $sandbox->ask('disconnect', []);
        $this->drainsWith(3);
        $status = $this->magento('ledgerline:status');
        self::assertSame(3, $status->wait(), $status->everything());
        self::assertStringContainsString('needs_connection', $status->output());
        $notices = $this->inShop(self::NOTICES, [], 'adminhtml');
        self::assertStringContainsString('is lost', $notices['Connection'] ?? '');
        $second = $this->inShop(self::SALE);
        $sandbox->ask('reconnect', []);
        $connect = $this->magento('ledgerline:connect');
        self::assertSame(0, $connect->wait(), $connect->everything());
        $this->drainsWith(0);
        self::assertSame(['PAID', 'PAID'], [$sandbox->document($sale['number'])['status'], $sandbox->document($second['number'])['status']]);
        self::assertArrayNotHasKey('Connection', $this->inShop(self::NOTICES, [], 'adminhtml'));
    }

    public function testATaxThatXeroDoesNotKnowIsHeldUntilItIsMapped(): void
    {
        $sandbox = $this->connect(['tax/automatic' => '0']);
        $sale = $this->inShop(self::SALE);
        $result = $this->drainsWith(2);
        self::assertSame(['tax_rate_unmapped'], array_column($result['held_by'], 'code'));
        self::assertNull($sandbox->document($sale['number']));
        self::assertStringContainsString('1 document was not sent', $this->inShop(self::NOTICES, [], 'adminhtml')['Held'] ?? '');
        $this->change(['tax/map' => [['rate' => '20.0000', 'tax_type' => 'OUTPUT2']]]);
        $this->drainsWith(0);
        self::assertSame(['PAID', '9.00'], [$sandbox->document($sale['number'])['status'], $sandbox->document($sale['number'])['tax']]);
    }

    public function testAnAccountThatIsNotMappedHoldsUntilItIs(): void
    {
        $sandbox = $this->connect(['accounts/bank' => '', 'accounts/sales' => '']);
        $sale = $this->inShop(self::SALE);
        self::assertContains('account_missing', array_column($this->drainsWith(2)['held_by'], 'code'));
        $this->change(['accounts/sales' => '200', 'accounts/bank' => '090']);
        // Nobody has to press "retry": the settings changed.
        $this->drainsWith(0);
        self::assertSame('PAID', $sandbox->document($sale['number'])['status']);
    }

    public function testALockedPeriodHoldsUntilItIsOpened(): void
    {
        $sandbox = $this->connect();
        $sandbox->ask('lock-date', ['period' => gmdate('Y-m-d', time() + 5 * 86400), 'year' => null]);
        $sale = $this->inShop(self::SALE);
        self::assertContains('period_locked', array_column($this->drainsWith(2)['held_by'], 'code'));
        $sandbox->ask('lock-date', ['period' => null, 'year' => null]);
        $retry = $this->magento('ledgerline:retry', '--code=period_locked');
        self::assertSame(0, $retry->wait(), $retry->everything());
        $this->drainsWith(0);
        self::assertSame('PAID', $sandbox->document($sale['number'])['status']);
    }

    public function testXeroBeingAwayIsNobodysFaultAndLeavesTheWorkForLater(): void
    {
        $sandbox = $this->connect();
        $sale = $this->inShop(self::SALE);
        $sandbox->ask('faults', ['match' => ['path' => '/'], 'kind' => 'offline_503', 'times' => 1000]);
        $drain = $this->magento('ledgerline:drain', '--seconds=5', '--json');
        $drain->wait();
        self::assertSame(0, $drain->json()['held'] + $drain->json()['failed'], $drain->everything());
        self::assertNull($sandbox->document($sale['number']));
        $sandbox->ask('faults', null, 'DELETE');
        for ($end = time() + 150; $sandbox->document($sale['number']) === null && time() < $end; usleep(500_000)) {
            $this->magento('ledgerline:drain', '--seconds=10', '--json')->wait();
        }
        self::assertSame('PAID', $sandbox->document($sale['number'])['status'] ?? null);
    }

    public function testCronThatDoesNotComeRoundIsTold(): void
    {
        $this->connect();
        self::assertArrayNotHasKey('Cron', $this->inShop(self::NOTICES, [], 'adminhtml'));
        $this->engine()->setCursor('cron.drain.last', (string)(time() - 3 * 3600));
        (new StoreFile($this->store))->age(['connection' => ['connected_at']], 1);
        self::assertStringContainsString('cron is not running', $this->inShop(self::NOTICES, [], 'adminhtml')['Cron'] ?? '');
    }

    public function testWithoutTheExtensionTheAdminSaysWhatToInstall(): void
    {
        $process = $this->start(self::NOTICES, [], 'adminhtml', $this->withoutExtension());
        self::assertSame(0, $process->wait(), $process->everything());
        $notices = $this->answer($process);
        self::assertSame(['Extension'], array_keys($notices));
        self::assertStringContainsString('extension=ledgerline', $notices['Extension']);
    }

    private function drainsWith(int $code): array
    {
        $drain = $this->magento('ledgerline:drain', '--json');
        self::assertSame($code, $drain->wait(), $drain->everything());
        return $drain->json();
    }
}
