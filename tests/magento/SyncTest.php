<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Tests\Magento;

/**
 * ledgerline:sync and the nightly comparison read what changed, and nothing else.
 */
class SyncTest extends ShopTestCase
{
    private const SYNC = '
        $output = new \Symfony\Component\Console\Output\BufferedOutput();
        $input = new \Symfony\Component\Console\Input\ArrayInput(["--json" => true] + $given);
        $shop->get(\Ledgerline\Xero\Console\SyncCommand::class)->run($input, $output);
        return json_decode($output->fetch(), true);
    ';
    private const DAY = '1999-05-05';
    private const THAT_DAY = ['--entity' => ['invoice', 'creditmemo'], '--from' => self::DAY, '--to' => self::DAY];

    /** @var int[] */
    private array $invoices = [];

    private int $memo = 0;

    protected function setUp(): void
    {
        parent::setUp();
        $this->settings(self::CUSTOM);
        [$this->invoices, $this->memo] = $this->inShop('
            $invoices = array_map(fn () => $records->invoice($records->order()), [1, 2, 3]);
            return [array_map(fn ($one) => (int)$one->getId(), $invoices), (int)$records->creditmemo($invoices[0])->getId()];
        ');
        $this->forgetTouches();
        foreach (['invoice' => $this->invoices, 'creditmemo' => [$this->memo]] as $kind => $ids) {
            $this->database()->update($this->table("sales_$kind"), ['created_at' => self::DAY . ' 12:00:00'], ['entity_id IN (?)' => $ids]);
        }
    }

    protected function tearDown(): void
    {
        foreach (['invoice' => $this->invoices, 'creditmemo' => [$this->memo]] as $kind => $ids) {
            $this->database()->update($this->table("sales_$kind"), ['created_at' => gmdate('Y-m-d H:i:s')], ['entity_id IN (?)' => $ids]);
        }
        parent::tearDown();
    }

    public function testWhatIsTheSameIsNotReadAgainAndWhateverChangesIs(): void
    {
        self::assertSame($this->all(), $this->sync());
        self::assertSame([], $this->sync());
        self::assertSame([3, 3, 0, 0], [
            $this->said['entities'][0]['found'], $this->said['entities'][0]['unchanged'], $this->said['entities'][0]['accepted'], $this->said['entities'][0]['ignored'],
        ]);
        self::assertSame($this->all(), $this->sync(['--full' => true]));
        self::assertSame([], $this->sync());

        // No event, and no timestamp that moves.
        [$first, $second] = $this->invoices;
        $order = fn (int $invoice): int => (int)$this->database()->fetchOne("SELECT order_id FROM {$this->table('sales_invoice')} WHERE entity_id = $invoice");
        $this->set('sales_order_address', ['city' => 'Elsewhere'], "parent_id = {$order($second)}");
        self::assertSame(["invoice $second"], $this->sync());
        $this->set('sales_invoice_item', ['name' => 'Renamed'], "parent_id = $second");
        self::assertSame(["invoice $second"], $this->sync());
        $this->set('sales_order_tax', ['title' => 'Renamed'], "order_id = {$order($second)}");
        self::assertSame(["invoice $second"], $this->sync());
        $this->set('sales_order_payment', ['method' => 'cashondelivery'], "parent_id = {$order($first)}");
        self::assertSame(["creditmemo {$this->memo}", "invoice $first"], $this->sync());
        $this->set('sales_invoice', ['grand_total' => 1], "entity_id = $first");
        self::assertSame(["creditmemo {$this->memo}", "invoice $first"], $this->sync(), 'a credit memo tells of the invoices');
        self::assertSame([], $this->sync());
    }

    public function testAChangeOfAnythingThatAllHaveInCommonHasAllRead(): void
    {
        $this->sync();
        $this->change(['accounts/sales' => '201']);
        self::assertSame($this->all(), $this->sync());
        self::assertSame([], $this->sync());
    }

    public function testAStoreThatWasPutBackIsFilledAgain(): void
    {
        $this->sync();
        $this->copy($this->store, $this->store . '-backup');
        $this->set('sales_invoice_item', ['name' => 'Renamed'], "parent_id = {$this->invoices[1]}");
        self::assertSame(["invoice {$this->invoices[1]}"], $this->sync());
        self::assertSame([], $this->sync());
        self::remove($this->store);
        $this->copy($this->store . '-backup', $this->store);
        self::assertSame(["invoice {$this->invoices[1]}"], $this->sync());
        self::assertSame([], $this->sync());
        self::remove($this->store);
        self::assertSame($this->all(), $this->sync());
        self::assertSame([], $this->sync());
    }

    /** @var array<string, mixed> */
    private array $said = [];

    /** @return string[] the records that were read */
    private function sync(array $options = []): array
    {
        $process = $this->act(self::SYNC, $options + self::THAT_DAY);
        $this->said = $this->answer($process);
        $read = array_merge([], ...array_column($this->enqueued($process), 'records'));
        sort($read);
        return $read;
    }

    /** @return string[] */
    private function all(): array
    {
        $all = ["creditmemo {$this->memo}", ...array_map(static fn (int $id): string => "invoice $id", $this->invoices)];
        sort($all);
        return $all;
    }

    private function set(string $table, array $values, string $where): void
    {
        self::assertGreaterThan(0, $this->database()->update($this->table($table), $values, $where));
    }

    private function copy(string $from, string $to): void
    {
        Support\User::elevated(static function () use ($from, $to): void {
            exec(sprintf('cp -a %s %s', escapeshellarg($from), escapeshellarg($to)), $output, $code);
            self::assertSame(0, $code);
        });
    }
}
