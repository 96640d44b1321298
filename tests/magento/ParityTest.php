<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Tests\Magento;

use Ledgerline\Xero\Tests\Magento\Support\Process;

/**
 * Whatever a screen does a command does, for people and for scripts.
 */
class ParityTest extends ShopTestCase
{
    public function testJobsAreHeldReleasedAndCancelled(): void
    {
        $sandbox = $this->connect();
        $number = $this->inShop('return $records->invoice($records->order())->getIncrementId();');
        $job = array_column($this->pages('jobs'), 'id', 'kind')['invoice'];
        self::assertSame(['changed' => 1], $this->fine('ledgerline:hold', "--ids=$job", '--json')->json());
        $this->magento('ledgerline:drain')->wait();
        self::assertNull($sandbox->document($number));
        self::assertSame(['ready' => 1], $this->fine('ledgerline:retry', "--ids=$job", '--json')->json());
        self::assertStringContainsString('1 job', $this->fine('ledgerline:cancel', "--ids=$job")->output());
        $this->magento('ledgerline:drain')->wait();
        self::assertNull($sandbox->document($number));
        self::assertStringContainsString('Nothing was changed', $this->fine('ledgerline:hold', '--ids=999999')->output());
        self::assertSame(1, $this->magento('ledgerline:cancel')->wait());
    }

    public function testRecordsAreExcludedAndLetInAgain(): void
    {
        $sandbox = $this->connect();
        $sale = $this->inShop('$invoice = $records->invoice($records->order()); return ["id" => $invoice->getId(), "number" => $invoice->getIncrementId()];');
        self::assertSame(['changed' => 1], $this->fine('ledgerline:exclude', '--entity=invoice', '--ids=' . $sale['id'], '--json')->json());
        $this->fine('ledgerline:sync', '--entity=invoice', '--ids=' . $sale['id']);
        $this->magento('ledgerline:drain')->wait();
        self::assertNull($sandbox->document($sale['number']));
        self::assertStringContainsString('ledgerline:sync', $this->fine('ledgerline:exclude', '--entity=invoice', '--ids=' . $sale['id'], '--include')->output());
        $this->fine('ledgerline:sync', '--entity=invoice', '--ids=' . $sale['id']);
        $this->magento('ledgerline:drain')->wait();
        self::assertNotNull($sandbox->document($sale['number']));
        self::assertSame(1, $this->magento('ledgerline:exclude', '--entity=invoice')->wait());
    }

    public function testSyncAllIsStartedPausedResumedAndCancelled(): void
    {
        $this->connect();
        $this->inShop('$records->customer();');
        self::assertSame('none', $this->fine('ledgerline:sync-all', '--json')->json()['state']);
        self::assertSame('reading', $this->fine('ledgerline:sync-all', 'start', '--entity=customer', '--json')->json()['state']);
        self::assertSame('paused', $this->fine('ledgerline:sync-all', 'pause', '--json')->json()['state']);
        self::assertSame('reading', $this->fine('ledgerline:sync-all', 'resume', '--json')->json()['state']);
        self::assertStringContainsString('customer', $this->fine('ledgerline:sync-all')->output());
        self::assertSame('cancelled', $this->fine('ledgerline:sync-all', 'cancel', '--jobs', '--json')->json()['state']);
        $wrong = $this->magento('ledgerline:sync-all', 'faster');
        self::assertSame(1, $wrong->wait());
        self::assertStringContainsString('pause', $wrong->errors());
    }

    public function testAnAccountIsCreatedInXero(): void
    {
        $this->connect();
        $words = ['ledgerline:account:create', '--code=297', '--name=Gift wrap', '--type=revenue'];
        self::assertStringContainsString('297 Gift wrap (REVENUE)', $this->fine(...$words)->output());
        self::assertContains('297', array_column($this->fine('ledgerline:lists', '--json')->json()['accounts'], 'code'));
        $again = $this->magento(...[...$words, '--json']);
        self::assertSame(1, $again->wait(), $again->everything());
        self::assertSame('account_exists', $again->json()['error']['code']);
        foreach (['--code=12345678901', '--name=', '--type=poem'] as $wrong) {
            self::assertSame(1, $this->magento(...[...$words, $wrong])->wait(), $wrong);
        }
    }

    public function testCurrenciesThatXeroLacksAreNamedBeforeASync(): void
    {
        $this->connect();
        $this->inShop('$order = $records->order(); $resource = $shop->get(\Magento\Framework\App\ResourceConnection::class);
            $resource->getConnection()->update($resource->getTableName("sales_order"), ["order_currency_code" => "XPF"], ["entity_id = ?" => $order->getId()]);');
        $sync = ['ledgerline:sync', '--entity=invoice', '--from=' . gmdate('Y-m-d', time() - 86400)];
        self::assertStringContainsString('XPF', implode($this->fine(...[...$sync, '--json'])->json()['warnings']));
        self::assertStringContainsString('XPF', $this->fine(...$sync)->errors());
        self::assertSame([], $this->fine('ledgerline:sync', '--entity=customer', '--json')->json()['warnings']);
    }

    /** 195 of 535 documents were held for tax rates that were known to have none in Xero: the forecast had warned of currencies only. */
    public function testTaxRatesThatXeroLacksAreNamedBeforeASync(): void
    {
        $this->connect();
        $all = $this->inShop('$db = $shop->get(\Magento\Framework\App\ResourceConnection::class)->getConnection(); $documents = 0;
            foreach (["sales_invoice", "sales_creditmemo"] as $table) {
                $documents += (int)$db->fetchOne("SELECT COUNT(*) FROM " . $db->getTableName($table) . " WHERE order_id IN (SELECT order_id FROM "
                    . $db->getTableName("sales_order_item") . " WHERE tax_amount <> 0) AND order_id IN (SELECT order_id FROM "
                    . $db->getTableName("sales_order_tax") . ")");
            }
            return $documents;');
        $this->change(['tax/automatic' => '0']);
        $this->publish();
        $held = $this->inShop('return $shop->get(\Ledgerline\Xero\SyncAll\Unmapped::class)->taxes("default", ["invoice", "creditmemo"], null, null);');
        // Items whose rates the order does not tell are left out: what is named is surely missing.
        self::assertLessThanOrEqual($all, $held['documents']);
        self::assertGreaterThan(0.98 * $all, $held['documents']);
        self::assertNotEmpty($held['names']);
        foreach ($held['names'] as $name) {
            self::assertSame(array_unique(explode(' + ', $name)), explode(' + ', $name), 'no rate twice');
        }
    }

    public function testAccountsThatXeroLacksAreNamedBeforeASyncAndHoldWhatWasCounted(): void
    {
        $sandbox = $this->connect();
        $ask = 'return $shop->get(\Ledgerline\Xero\SyncAll\Accounts::class)->%s("default", ["invoice", "creditmemo"], null, null);';
        $products = fn (): array => $this->inShop(sprintf($ask, 'ofProducts'));
        self::assertSame([], $this->inShop(sprintf($ask, 'unusable')), 'the sandbox has the accounts of the test');
        $before = $products()['documents'];
        // A product with an account that Xero has never heard of; its second invoice has an ordinary product.
        $sale = $this->inShop('$product = $records->product("Odd", ["xero_sales_account" => "98765432"]);
            $invoice = $records->invoice($records->order($product)); $records->invoice($records->order());
            return ["id" => $invoice->getId(), "number" => $invoice->getIncrementId(), "product" => $product->getId()];');
        try {
            self::assertSame(['documents' => $before + 1, 'accounts' => ['98765432']], $products());
            $this->fine('ledgerline:sync', '--entity=invoice', '--ids=' . $sale['id']);
            $this->magento('ledgerline:drain')->wait();
            self::assertNull($sandbox->document($sale['number']));
            self::assertSame('account_invalid', array_column($this->pages('jobs'), 'code', 'number')[$sale['number']]);
            self::assertStringContainsString('98765432', $this->warnings());
        } finally {
            // The shop is every test's: others send all documents of a day, and must find none that cannot be posted.
            $this->inShop(
                '$shop->get(\Magento\Catalog\Model\Product\Action::class)->updateAttributes([$given["product"]], ["xero_sales_account" => ""], 0);',
                $sale
            );
        }
        self::assertSame(['documents' => $before, 'accounts' => []], $products());

        $this->change(['accounts/shipping' => '999']);
        [$shipping] = $this->inShop(sprintf($ask, 'unusable'));
        $with = fn (string $condition): int => (int)$this->inShop('$db = $shop->get(\Magento\Framework\App\ResourceConnection::class)->getConnection();
            return array_sum(array_map(static fn (string $table): int => (int)$db->fetchOne("SELECT COUNT(*) FROM " . $db->getTableName($table) . $given[0]),
                ["sales_invoice", "sales_creditmemo"]));', [$condition]);
        self::assertSame($with(' WHERE shipping_amount <> 0'), $shipping['documents']);
        self::assertStringContainsString('999', $shipping['reason']);
        $this->change(['accounts/shipping' => '', 'accounts/sales' => '']);
        [$sales] = $this->inShop(sprintf($ask, 'unusable'));
        self::assertSame($with(''), $sales['documents']);
        self::assertSame('No account is chosen.', $sales['reason']);
        self::assertStringContainsString('held for the account "Sales account". No account is chosen.', $this->warnings());
    }

    public function testListsAreReadAndShown(): void
    {
        $sandbox = $this->connect();
        self::assertContains('200', array_column($this->fine('ledgerline:lists', '--json')->json()['accounts'], 'code'), 'connecting reads them');
        $before = $sandbox->callsMade();
        self::assertStringContainsString('OUTPUT', $this->fine('ledgerline:lists', '--refresh', '--list=tax_rates')->output());
        self::assertGreaterThan($before, $sandbox->callsMade());
        $before = $sandbox->callsMade();
        self::assertContains('200', array_column($this->fine('ledgerline:lists', '--json')->json()['accounts'], 'code'));
        self::assertSame($before, $sandbox->callsMade());
        self::assertSame(1, $this->magento('ledgerline:lists', '--list=poems')->wait());
    }

    public function testMappingsTravelAsAFile(): void
    {
        $this->connect(['tax/map' => [['rate' => '20', 'tax_type' => 'OUTPUT2']]]);
        $this->fine('ledgerline:lists', '--refresh');
        $file = $this->folder . '/mappings.json';
        file_put_contents($file, $this->fine('ledgerline:mappings:export')->output());
        $document = json_decode((string)file_get_contents($file), true);
        self::assertSame([['rate' => '20', 'tax_type' => 'OUTPUT2']], $document['connections']['default']['tax/map']);
        self::assertSame(['changes' => [], 'saved' => false], $this->fine('ledgerline:mappings:import', $file, '--json')->json());

        $document['connections']['default']['tax/map'] = [['rate' => '20', 'tax_type' => 'NONE']];
        $document['connections']['default']['payments/map'] = [['method' => 'checkmo', 'account' => '090']];
        file_put_contents($file, json_encode($document));
        $trial = $this->fine('ledgerline:mappings:import', $file, '--dry-run');
        self::assertStringContainsString('- {"rate":"20","tax_type":"OUTPUT2"}', $trial->output());
        self::assertStringContainsString('+ {"account":"090","method":"checkmo"}', $trial->output());
        self::assertStringContainsString('OUTPUT2', $this->fine('ledgerline:mappings:export')->output(), 'a trial saves nothing');
        self::assertTrue($this->fine('ledgerline:mappings:import', $file, '--json')->json()['saved']);
        $saved = $this->fine('ledgerline:mappings:export')->json()['connections']['default'];
        self::assertSame([['rate' => '20', 'tax_type' => 'NONE']], $saved['tax/map']);
        self::assertSame([['method' => 'checkmo', 'account' => '090']], $saved['payments/map']);

        // What Xero does not know is refused before anything is saved.
        $document['connections']['default']['tax/map'] = [['rate' => '20', 'tax_type' => 'TEA']];
        $document['connections']['default']['payments/map'] = [];
        file_put_contents($file, json_encode($document));
        $refused = $this->magento('ledgerline:mappings:import', $file);
        self::assertSame(1, $refused->wait(), $refused->everything());
        self::assertStringContainsString('TEA', $refused->errors());
        self::assertSame($saved, $this->fine('ledgerline:mappings:export')->json()['connections']['default']);
        foreach ([['{}', 'version'], ['no json', 'JSON'], ['{"version":1,"connections":{"mars":{}}}', 'mars'], ['{"version":1,"connections":{"default":{"tea":[]}}}', 'tea']] as [$text, $word]) {
            file_put_contents($file, $text);
            $wrong = $this->magento('ledgerline:mappings:import', $file);
            self::assertSame(1, $wrong->wait(), $text);
            self::assertStringContainsString($word, $wrong->errors());
        }
    }

    public function testDisconnectRevokesTheConsent(): void
    {
        $this->connect();
        self::assertSame('disconnected', $this->fine('ledgerline:disconnect', '--json')->json()['state']);
        self::assertSame(3, $this->magento('ledgerline:status')->wait());
    }

    public function testADocumentIsShownBeforeItIsSentAndALineOfTheLogInFull(): void
    {
        $this->connect();
        $this->fine('ledgerline:lists', '--refresh');
        $sale = $this->inShop('$invoice = $records->invoice($records->order()); return ["id" => $invoice->getId(), "number" => $invoice->getIncrementId()];');
        $preview = $this->fine('ledgerline:preview', '--entity=invoice', '--ids=' . $sale['id'], '--json')->json()['previews'];
        self::assertSame([$sale['number'], 'Invoices'], [$preview[0]['body']['InvoiceNumber'], $preview[0]['endpoint']]);
        self::assertStringContainsString('"InvoiceNumber": "' . $sale['number'] . '"', $this->fine('ledgerline:preview', '--entity=invoice', '--ids=' . $sale['id'])->output());
        self::assertSame(1, $this->magento('ledgerline:preview', '--entity=poem', '--ids=1')->wait());
        $this->magento('ledgerline:drain')->wait();
        $lines = $this->fine('ledgerline:log', '--json')->json()['items'];
        $mine = array_values(array_filter($lines, static fn (array $line): bool => $line['kind'] === 'invoice' && $line['number'] === $sale['number']));
        $detail = json_decode($this->fine('ledgerline:log', '--line=' . $mine[0]['id'])->output(), true);
        self::assertSame($sale['number'], $detail['sent']['InvoiceNumber']);
        self::assertSame('AUTHORISED', $detail['answered']['Status']);
        self::assertSame(1, $this->magento('ledgerline:log', '--line=99999999')->wait());
    }

    /** What Sync All says before it sends invoices and credit memos. */
    private function warnings(): string
    {
        return implode(' ', $this->inShop('return array_column($shop->get(\Ledgerline\Xero\SyncAll\Preview::class)
            ->of("default", ["invoice", "creditmemo"], null, null)["warnings"], "text");'));
    }

    private function fine(string ...$arguments): Process
    {
        $process = $this->magento(...$arguments);
        self::assertSame(0, $process->wait(), implode(' ', $arguments) . "\n" . $process->everything());
        return $process;
    }
}
