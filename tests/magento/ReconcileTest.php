<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Tests\Magento;

use Ledgerline\Xero\Cron\Housekeeping;
use Ledgerline\Xero\Cron\Reconcile;

/**
 * The shop's documents beside the sandbox's: from the shop's tables, through the engine, to command and cron.
 */
class ReconcileTest extends ShopTestCase
{
    public function testWhatIsMissingIsFoundAndSentAgain(): void
    {
        $sandbox = $this->connect();
        $sale = $this->sale();
        $drain = $this->magento('ledgerline:drain');
        self::assertSame(0, $drain->wait(), $drain->everything());
        $agreed = $this->reconcile($sale['day']);
        self::assertSame([], array_intersect($this->numbers($agreed), [$sale['invoice'], $sale['creditmemo']]));

        // Made while the module could not listen.
        $missed = $this->sale('\Ledgerline\Xero\Tests\Magento\Support\RecordingEngine::$failure = new \RuntimeException("no events");');
        $this->forgetTouches();
        $found = $this->reconcile($missed['day'], 2);
        $missing = array_column(array_filter($found['findings'], static fn (array $one): bool => $one['finding'] === 'missing'), 'total', 'number');
        self::assertSame('54.00', $missing[$missed['invoice']]);
        self::assertSame('54.00', $missing[$missed['creditmemo']]);
        self::assertSame($found['counts']['missing'], $found['summary']['missing']);

        $human = $this->magento('ledgerline:reconcile', '--from=' . $missed['day'], '--to=' . $missed['day'], '--repair');
        self::assertSame(0, $human->wait(), $human->everything());
        self::assertStringContainsString("{$found['counts']['missing']} of {$found['counts']['missing']} missing documents are queued", $human->output());
        // What is queued needs nobody.
        self::assertGreaterThanOrEqual(2, $this->reconcile($missed['day'])['summary']['on_its_way']);
        $drain = $this->magento('ledgerline:drain');
        self::assertSame(0, $drain->wait(), $drain->everything());
        self::assertNotNull($sandbox->document($missed['invoice']));
        self::assertSame([], array_intersect($this->numbers($this->reconcile($missed['day'])), [$missed['invoice'], $missed['creditmemo']]));
    }

    public function testWhatTheSettingsKeepOutOfXeroIsNoDifference(): void
    {
        $this->connect(['sync/document' => 'order']);
        $sale = $this->sale();
        $documents = fn (): array => $this->inShop(
            'return array_merge(...iterator_to_array($shop->get(\Ledgerline\Xero\Reconcile\Documents::class)->of("default", $given["from"], $given["to"]), false));',
            ['from' => $sale['day'], 'to' => $sale['day']]
        );
        $kinds = array_count_values(array_column($documents(), 'entity'));
        self::assertArrayNotHasKey('invoice', $kinds);
        self::assertGreaterThan(0, $kinds['order']);
        $this->change(['creditmemos/enabled' => '0', 'sync/document' => 'invoice']);
        $this->publish();
        $all = $documents();
        self::assertSame(['invoice'], array_values(array_unique(array_column($all, 'entity'))));
        $one = array_column($all, null, 'number')[$sale['invoice']];
        self::assertSame([$sale['order'], $sale['day'], '54.0000'], [$one['order_number'], $one['date'], $one['total']]);
        $this->change(['sync/start_date' => (new \DateTimeImmutable($sale['day']))->modify('+1 day')->format('Y-m-d')]);
        $this->publish();
        self::assertSame([], $documents());
    }

    public function testCronDoesTheLastWeekAndWhatAPersonAskedFor(): void
    {
        $sandbox = $this->connect();
        $sale = $this->sale();
        $this->job(Reconcile::class);
        $kept = $this->engine()->reconciliation('default');
        self::assertLessThan(gmdate('Y-m-d', time() + 86400), $kept->to);
        $calls = $sandbox->callsMade();
        $this->job(Housekeeping::class);
        self::assertSame($calls, $sandbox->callsMade(), 'nobody asked');

        $this->inShop('$shop->get(\Ledgerline\Xero\Reconcile\ReconciliationState::class)->set("default", "asked", $given);', ['from' => $sale['day'], 'to' => $sale['day']]);
        $this->job(Housekeeping::class);
        $kept = $this->engine()->reconciliation('default');
        self::assertSame([$sale['day'], $sale['day']], [$kept->from, $kept->to]);
        self::assertSame('done', $this->inShop('return $shop->get(\Ledgerline\Xero\Reconcile\ReconciliationState::class)->get("default");')['state']);
        $calls = $sandbox->callsMade();
        $this->job(Housekeeping::class);
        self::assertSame($calls, $sandbox->callsMade(), 'once is enough');
    }

    public function testWhyItFailedIsKept(): void
    {
        $sandbox = $this->connect();
        $sandbox->ask('disconnect', []);
        $process = $this->magento('ledgerline:reconcile', '--connection=default', '--json');
        self::assertSame(3, $process->wait(), $process->everything());
        $state = $this->inShop('return $shop->get(\Ledgerline\Xero\Reconcile\ReconciliationState::class)->get("default");');
        self::assertSame('failed', $state['state']);
        self::assertNotSame('', $state['message']);
        $wrong = $this->magento('ledgerline:reconcile', '--from=2026-02-31');
        self::assertSame(1, $wrong->wait());
        self::assertStringContainsString('2026-02-31', $wrong->errors());
    }

    /** One sale that was given back, with its numbers and its day. */
    private function sale(string $before = ''): array
    {
        return $this->inShop($before . '
            $invoice = $records->invoice($records->order());
            $creditmemo = $records->creditmemo($invoice);
            $stores = $shop->get(\Ledgerline\Xero\Snapshot\Stores::class);
            return [
                "invoice" => $invoice->getIncrementId(), "creditmemo" => $creditmemo->getIncrementId(), "order" => $invoice->getOrder()->getIncrementId(),
                "day" => $stores->date((int)$invoice->getStoreId(), gmdate("Y-m-d H:i:s")),
            ];
        ');
    }

    private function reconcile(string $day, ?int $code = null): array
    {
        $process = $this->magento('ledgerline:reconcile', "--from=$day", "--to=$day", '--json');
        $ended = $process->wait();
        self::assertContains($ended, $code === null ? [0, 2] : [$code], $process->everything());
        return $process->json()['connections'][0];
    }

    private function numbers(array $result): array
    {
        return array_column($result['findings'], 'number');
    }

    private function job(string $class): void
    {
        $this->inShop('$shop->get($given["class"])->execute();', ['class' => $class]);
    }
}
