<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Tests\Magento;

use Ledgerline\Xero\Api\Data\QueueRow;
use Ledgerline\Xero\Tests\Magento\Support\Process;
use Ledgerline\Xero\Tests\Magento\Support\User;

/**
 * Each command as a script and as a person calls it, and each exit code for its real reason.
 */
class CommandTest extends ShopTestCase
{
    private const COMMANDS = [
        'account:create', 'status', 'connect', 'sync', 'drain', 'queue', 'log', 'retry', 'cancel', 'disconnect', 'erase', 'exclude', 'hold', 'lists', 'mappings:export', 'mappings:import', 'preview', 'status:refresh',
        'reconcile', 'dry-run', 'store:move', 'store:use', 'sync-all',
    ];

    public function testEveryCommandIsThereAndTakesJson(): void
    {
        $list = $this->magento('list', 'ledgerline', '--format=json');
        self::assertSame(0, $list->wait(), $list->everything());
        $commands = array_column($list->json()['commands'], null, 'name');
        self::assertEqualsCanonicalizing(array_map(static fn (string $name): string => "ledgerline:$name", self::COMMANDS), array_keys($commands));
        foreach ($commands as $name => $command) {
            self::assertArrayHasKey('json', $command['definition']['options'], $name);
            self::assertNotSame('', $command['description'], $name);
        }
    }

    public function testWithoutTheExtensionEveryCommandEndsWithFourAndSaysWhatToInstall(): void
    {
        foreach (self::COMMANDS as $name) {
            $arguments = ["ledgerline:$name", ...['retry' => ['--all'], 'mappings:import' => ['-']][$name] ?? []];
            $human = $this->command($arguments, $this->withoutExtension());
            $json = $this->command([...$arguments, '--json'], $this->withoutExtension());
            self::assertSame(4, $human->wait(), $name . $human->everything());
            self::assertSame('', $human->output(), $name);
            self::assertStringContainsString('extension "ledgerline"', $human->errors(), $name);
            self::assertStringContainsString('extension=ledgerline', $human->errors(), $name);
            self::assertSame(4, $json->wait(), $name . $json->everything());
            self::assertSame('extension_missing', $json->json()['error']['code'], $name);
            self::assertNotSame('', $json->json()['error']['fix'], $name);
        }
        self::assertDirectoryDoesNotExist($this->store);
    }

    public function testWrongUseEndsWithOneAndNamesTheMistake(): void
    {
        $cases = [
            ['ledgerline:sync --entity=shipment', 'shipment'], ['ledgerline:sync --from=yesterday', 'yesterday'], ['ledgerline:sync --from=2026-02-31', '2026-02-31'],
            ['ledgerline:sync --from=2026-02-02 --to=2026-01-01', 'after'], ['ledgerline:sync --ids=3', '--entity'], ['ledgerline:sync --entity=invoice --ids=x', 'x'],
            ['ledgerline:sync --entity=invoice --ids=', '--ids'], ['ledgerline:sync --entity=invoice --ids=9-3', '9-3'],
            ['ledgerline:sync --entity=invoice --ids=3 --from=2026-01-01', 'no dates'], ['ledgerline:drain --seconds=soon', 'soon'], ['ledgerline:drain --seconds=0', '0'],
            ['ledgerline:drain --connection=nowhere', 'nowhere'], ['ledgerline:connect --connection=nowhere', 'nowhere'], ['ledgerline:queue --state=lost', 'lost'],
            ['ledgerline:log --limit=-1', '-1'], ['ledgerline:retry', '--ids'], ['ledgerline:retry --all --ids=3', '--ids'],
            ['ledgerline:dry-run --from=yesterday', 'yesterday'], ['ledgerline:dry-run --from=2026-02-02 --to=2026-01-01', 'after'], ['ledgerline:dry-run --website=nowhere', 'nowhere'],
        ];
        $processes = [];
        foreach ($cases as $number => [$line, $word]) {
            $process = $this->magento(...explode(' ', $line));
            $processes[$number] = $process;
            self::assertSame(1, $process->wait(), $line . $process->everything());
            self::assertSame('', $process->output(), $line);
            self::assertStringContainsString($word, $process->errors(), $line);
            self::assertStringNotContainsString('.php', $process->errors(), $line);
        }
        $json = $this->magento('ledgerline:sync', '--entity=shipment', '--json');
        self::assertSame(1, $json->wait());
        self::assertSame('invalid_input', $json->json()['error']['code']);
    }

    public function testBeforeTheConnectionTheCodeIsThree(): void
    {
        $this->sandbox();
        foreach (['status', 'drain'] as $name) {
            $process = $this->magento("ledgerline:$name", '--json');
            self::assertSame(3, $process->wait(), $name . $process->everything());
            self::assertSame(3, $process->json()['exit_code'], $name);
        }
        $this->change(self::CUSTOM);
        $status = $this->magento('ledgerline:status');
        self::assertSame(3, $status->wait(), $status->everything());
        self::assertStringContainsString('disconnected', $status->output());
        // A secret that Xero does not know.
        $this->change(['connection/client_secret' => 'not-the-secret']);
        $connect = $this->magento('ledgerline:connect');
        self::assertSame(1, $connect->wait(), $connect->everything());
        self::assertStringNotContainsString('not-the-secret', $connect->everything());
        self::assertStringContainsString('credentials_invalid', $connect->errors());
    }

    public function testAWebAppGetsTheAddressToOpen(): void
    {
        $this->sandbox();
        $this->settings(['connection/client_id' => 'sandbox-web', 'connection/client_secret' => 'sandbox-web-secret']);
        $human = $this->magento('ledgerline:connect');
        self::assertSame(0, $human->wait(), $human->everything());
        self::assertMatchesRegularExpression('~^' . preg_quote($this->xero, '~') . '/identity/connect/authorize\?\S+$~m', $human->output());
        self::assertStringContainsString('ledgerline_xero/', $human->output());
        $json = $this->magento('ledgerline:connect', '--json');
        self::assertSame(0, $json->wait());
        parse_str((string)parse_url($json->json()['url'], PHP_URL_QUERY), $query);
        self::assertSame($json->json()['redirect_uri'], $query['redirect_uri']);
        self::assertNotSame('', $query['state']);
    }

    public function testTheWholeWayByHandAndByScript(): void
    {
        $sandbox = $this->connect();
        $sale = $this->inShop('
            $customer = $records->customer();
            $invoice = $records->invoice($records->order(null, $customer));
            return ["customer" => (int)$customer->getId(), "invoice" => (int)$invoice->getId(), "number" => $invoice->getIncrementId()];
        ');
        $queue = $this->fine('ledgerline:queue', '--state=waiting', '--entity=invoice', '--json')->json();
        self::assertSame([1, $sale['number'], 'waiting'], [$queue['total'], $queue['items'][0]['number'], $queue['items'][0]['state']]);
        self::assertStringContainsString($sale['number'], $this->fine('ledgerline:queue')->output());

        $drain = $this->fine('ledgerline:drain', '--seconds=60');
        self::assertMatchesRegularExpression('/Done\s+Held/', $drain->output());
        self::assertStringContainsString('difference 0.00', $drain->output());
        self::assertStringContainsString('Nothing is ready to be sent any more.', $drain->output());
        // No terminal: not a line for each step of the bar, and none of its control characters.
        self::assertLessThan(6, substr_count($drain->errors(), "\n") + substr_count($drain->errors(), "\r"));
        self::assertDoesNotMatchRegularExpression('/[\x00-\x08\x0b-\x1f]/', str_replace("\r", '', $drain->everything()));
        self::assertSame('PAID', $sandbox->document($sale['number'])['status']);

        $log = $this->fine('ledgerline:log', '--state=success', '--entity=invoice', '--json')->json();
        self::assertContains($sale['number'], array_column($log['items'], 'number'));
        self::assertStringContainsString($sale['number'], $this->fine('ledgerline:log', '--limit=50')->output());
        self::assertSame('There are no such lines.', trim($this->fine('ledgerline:log', '--state=failed')->output()));
        self::assertSame('There are no such jobs.', trim($this->fine('ledgerline:queue', '--state=held,failed')->output()));
        self::assertSame(['ready' => 0], $this->fine('ledgerline:retry', '--all', '--json')->json());
        self::assertStringContainsString('no such jobs', $this->fine('ledgerline:retry', '--ids=1-5')->output());

        $status = $this->fine('ledgerline:status');
        self::assertStringContainsString('connected, Test Books', $status->output());
        $json = $this->fine('ledgerline:status', '--json')->json();
        self::assertSame([true, 'connected', 0], [$json['health']['store']['ok'], $json['connections'][0]['state'], $json['exit_code']]);
        self::assertStringNotContainsString(self::CUSTOM['connection/client_secret'], json_encode($json));
    }

    public function testSyncTakesWhatIsAskedFor(): void
    {
        $this->connect();
        // Made behind the module's back: there is no job yet.
        $day = sprintf('%d-%02d-05', random_int(2001, 2009), random_int(1, 12));
        $made = $this->inShop('
            \Ledgerline\Xero\Tests\Magento\Support\RecordingEngine::$failure = new \RuntimeException("not now");
            $customer = $records->customer();
            $old = $records->invoice($records->order(null, $customer));
            $new = $records->invoice($records->order(null, $customer));
            $resource = $shop->get(\Magento\Framework\App\ResourceConnection::class);
            foreach (["sales_invoice", "sales_order"] as $table) {
                $id = $table === "sales_invoice" ? $old->getId() : $old->getOrderId();
                $resource->getConnection("sales")->update($resource->getTableName($table, "sales"), ["created_at" => $given["day"] . " 12:00:00"], ["entity_id = ?" => $id]);
            }
            return ["customer" => (int)$customer->getId(), "old" => (int)$old->getId(), "new" => (int)$new->getId()];
        ', ['day' => $day]);
        $this->forgetTouches();
        self::assertSame([], $this->jobs());
        $ids = fn (): array => array_values(array_map(static fn (QueueRow $job): int => (int)$job->entityId, array_filter(
            $this->engine()->jobs(['page_size' => 1000])->rows,
            static fn (QueueRow $job): bool => $job->entity === 'invoice'
        )));

        $answer = $this->fine('ledgerline:sync', '--entity=invoice', '--from=' . substr($day, 0, 8) . '04', '--to=' . substr($day, 0, 8) . '06', '--json')->json();
        self::assertSame(1, $answer['entities'][0]['found']);
        // The invoice, and the contact that it needs.
        self::assertSame(2, $answer['entities'][0]['accepted']);
        self::assertSame([$made['old']], array_values(array_unique($ids())));

        $human = $this->fine('ledgerline:sync', '--entity=invoices', '--ids=' . $made['new'] . ',4000000');
        self::assertMatchesRegularExpression('/invoice\s+1\s+[12]\s+0\s+[01]\s+0\s+0/', $human->output());
        self::assertStringContainsString('1 of the ids do not exist.', $human->errors());
        self::assertEqualsCanonicalizing([$made['old'], $made['new']], array_values(array_unique($ids())));

        $all = $this->fine('ledgerline:sync', '--json')->json();
        self::assertSame(['customer', 'product', 'invoice', 'creditmemo'], array_column($all['entities'], 'entity'));
        $counted = (int)$this->database()->fetchOne('SELECT COUNT(*) FROM ' . $this->table('sales_invoice'));
        self::assertSame($counted, array_column($all['entities'], 'found', 'entity')['invoice']);
        self::assertArrayHasKey('customer ' . $made['customer'], $this->jobs());
        self::assertSame([], array_merge(...array_column($all['entities'], 'refused')));
    }

    public function testWhatIsHeldEndsWithTwoUntilItIsFixed(): void
    {
        $sandbox = $this->connect(['accounts/sales' => '']);
        $number = $this->inShop('return $records->invoice($records->order())->getIncrementId();');
        $drain = $this->magento('ledgerline:drain');
        self::assertSame(2, $drain->wait(), $drain->everything());
        self::assertStringContainsString('account_missing', $drain->output());
        $status = $this->magento('ledgerline:status', '--json');
        self::assertSame(2, $status->wait());
        self::assertSame('account_missing', $status->json()['held'][0]['code']);
        self::assertStringContainsString('account_missing', $this->fine('ledgerline:queue', '--state=held')->output());
        self::assertNull($sandbox->document($number));
        $retry = $this->fine('ledgerline:retry', '--code=account_missing', '--json')->json();
        self::assertGreaterThan(0, $retry['ready']);
        $this->change(['accounts/sales' => '200']);
        $this->fine('ledgerline:drain');
        self::assertSame('PAID', $sandbox->document($number)['status']);
        $this->fine('ledgerline:status');
    }

    public function testRootAndTheShopsUserShareTheStore(): void
    {
        if (!User::mayBeRoot()) {
            self::markTestSkipped('Not started by root: run phpunit as root for this.');
        }
        $this->sandbox();
        $this->settings(self::CUSTOM);
        // The store is made by root, as by the first deployment script.
        $connect = $this->command(['ledgerline:connect', '--json'], [], true);
        self::assertSame(0, $connect->wait(), $connect->everything());
        $number = $this->inShop('return $records->invoice($records->order())->getIncrementId();');
        self::assertNotSame([], $this->jobs());
        $drain = $this->command(['ledgerline:drain', '--json'], [], true);
        self::assertSame(0, $drain->wait(), $drain->everything());
        self::assertSame('PAID', $this->sandbox->document($number)['status']);
        $number = $this->inShop('return $records->invoice($records->order())->getIncrementId();');
        $this->fine('ledgerline:drain');
        self::assertSame('PAID', $this->sandbox->document($number)['status']);
        $owner = posix_geteuid();
        foreach (new \FilesystemIterator($this->store) as $file) {
            self::assertSame($owner, $file->getOwner(), (string)$file);
        }
        $log = $this->shop()->get(\Magento\Framework\Filesystem\DirectoryList::class)->getPath('log') . '/ledgerline.log';
        self::assertTrue(!is_file($log) || is_writable($log), 'root took the log away from the shop');
    }

    public function testControlCEndsADrainInOrder(): void
    {
        if (!function_exists('pcntl_async_signals')) {
            self::markTestSkipped('PHP without pcntl: Ctrl-C ends the process at once, leases take the jobs back.');
        }
        $sandbox = $this->connect();
        $this->inShop('$customer = $records->customer(); foreach (range(1, 3) as $one) { $records->invoice($records->order(null, $customer)); }');
        $sandbox->ask('switches', ['latency_ms' => 700]);
        $drain = $this->magento('ledgerline:drain', '--json');
        $end = microtime(true) + 30;
        while ($sandbox->writes() === [] && microtime(true) < $end) {
            usleep(50000);
        }
        $drain->signal(SIGINT);
        self::assertSame(0, $drain->wait(60), $drain->everything());
        self::assertSame('asked', $drain->json()['stopped']);
        $sandbox->ask('switches', ['latency_ms' => 0]);
        self::assertSame(0, $this->fine('ledgerline:drain', '--json')->json()['waiting']);
        self::assertSame(3, count($sandbox->ask('documents')));
    }

    /** A command that must end with 0. */
    private function fine(string ...$arguments): Process
    {
        $process = $this->magento(...$arguments);
        self::assertSame(0, $process->wait(), implode(' ', $arguments) . "\n" . $process->everything());
        return $process;
    }
}
