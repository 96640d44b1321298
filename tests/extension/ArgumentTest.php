<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Tests\Extension;

use Ledgerline\Native\Engine;
use Ledgerline\Native\SettingsInvalid;
use Ledgerline\Xero\Tests\Extension\Support\Shop;

/**
 * Everything that PHP can hand over is taken or refused by name; nothing crashes.
 */
class ArgumentTest extends ExtensionTestCase
{
    private Engine $engine;

    protected function setUp(): void
    {
        parent::setUp();
        $this->engine = $this->engine();
        $this->engine->configure('default', Shop::settings());
    }

    /** Enqueues the record between two good ones, which must be kept, and returns why it was refused. */
    private function refusal(mixed $snapshot): array
    {
        static $number = 1000;
        $answer = $this->engine->enqueue([Shop::customer(++$number), $snapshot, Shop::customer(++$number)]);
        self::assertSame(2, $answer['accepted'], json_encode($answer));
        self::assertCount(1, $answer['refused'], json_encode($answer));
        self::assertSame(1, $answer['refused'][0]['index']);
        return $answer['refused'][0];
    }

    /** What the store holds of a snapshot. */
    private function stored(array $snapshot): array
    {
        self::assertSame([], $this->engine->enqueue([$snapshot])['refused']);
        return json_decode($this->file()->snapshot($snapshot['kind']), true, 512, JSON_THROW_ON_ERROR);
    }

    public function testWrongTypesOfArgumentsAreTypeErrors(): void
    {
        foreach ([
            fn () => $this->engine->enqueue('text'),
            fn () => $this->engine->enqueue([], 'text'),
            fn () => $this->engine->cursor([]),
            fn () => $this->engine->advanceRun('five', 'invoice', '', '', true, []),
            fn () => $this->engine->drain([], 'no function of that name'),
            fn () => new Engine(null),
            fn () => $this->engine->configure('default'),
        ] as $index => $call) {
            try {
                $call();
                self::fail("Call $index was accepted.");
            } catch (\TypeError | \ArgumentCountError $e) {
                self::assertNotSame('', $e->getMessage());
            }
        }
        self::assertSame([], $this->engine->counts()['jobs']);
    }

    public function testASnapshotMayBeItsJsonText(): void
    {
        $snapshot = ['first_name' => 'Zoë / "Ünal"', 'addresses' => [], 'more' => [1, true, null, '1.0000', ['a' => []]]] + Shop::customer(31);
        self::assertSame(1, $this->engine->enqueue([$snapshot])['accepted']);
        $contents = $this->engine->contents('default', 'customer', ['31']);
        self::assertCount(1, $contents);
        foreach ([0, JSON_UNESCAPED_UNICODE | JSON_UNESCAPED_SLASHES, JSON_PRETTY_PRINT] as $flags) {
            $other = $snapshot;
            $other['last_name'] .= " $flags";
            self::assertSame([], $this->engine->enqueue([json_encode($other, $flags)])['refused']);
            self::assertNotSame($contents, $this->engine->contents('default', 'customer', ['31']));
            self::assertSame([], $this->engine->enqueue([json_encode($snapshot, $flags)])['refused']);
            self::assertSame($contents, $this->engine->contents('default', 'customer', ['31']));
        }
        foreach (['', '{', '{"kind":"customer"', "{\"kind\":\"\xff\"}", '7', '[]', '{}', 'null'] as $text) {
            $this->refusal($text);
        }
    }

    public function testAReconciliationEndsWhenItsDocumentsDo(): void
    {
        $days = ['from' => '2026-01-01', 'to' => '2026-01-02'];
        $given = 0;
        foreach ([
            static fn () => null,
            static fn () => 'no list',
            static fn () => throw new \RuntimeException('the database is gone'),
            static function () use (&$given): ?array {
                return $given++ > 0 ? null : [['entity' => 'invoice', 'id' => '1', 'date' => '2026-01-01', 'total' => '1.0000']];
            },
        ] as $index => $documents) {
            try {
                $this->engine->reconcile('default', $days, $documents);
                self::fail("Source $index was taken for one that ended.");
            } catch (\Ledgerline\Native\XeroException $e) {
                self::assertSame('argument_invalid', $e->getErrorCode());
            } catch (\RuntimeException $e) {
                self::assertSame('the database is gone', $e->getMessage());
            }
        }
        self::assertSame(2, $given);
        self::assertNull($this->engine->reconciliation('default'));
    }

    public function testOptionsMayBeLeftOutNullOrEmpty(): void
    {
        foreach ([[], [null], [[]]] as $arguments) {
            self::assertSame(0, $this->engine->jobs(...$arguments)['total']);
            self::assertSame(0, $this->engine->log(...$arguments)['total']);
            self::assertSame(0, $this->engine->enqueue([], ...$arguments)['accepted']);
            self::assertSame(0, $this->engine->drain(...$arguments)['calls']);
            self::assertSame(0, $this->engine->prune(...$arguments)['jobs']);
        }
    }

    public function testTextStandsForNumbersInsideArrays(): void
    {
        $this->engine->enqueue(Shop::invoices(1, 6));
        $page = $this->engine->jobs(['page' => '2', 'page_size' => '5']);
        self::assertSame(12, $page['total']);
        self::assertCount(5, $page['items']);
        $id = $page['items'][0]['id'];
        self::assertSame(1, $this->engine->hold([(string)$id]));
        self::assertSame(1, $this->engine->retry(['ids' => [(string)$id]]));
        // Not connected: nothing is sent.
        self::assertSame([0, 'connection'], array_values(array_intersect_key($this->engine->drain(['seconds' => '1', 'retry_held' => '1']), ['calls' => 0, 'stopped' => 0])));
        $invoice = Shop::invoice(7);
        $invoice['version'] = '1';
        $invoice['id'] = 7;
        self::assertSame(2, $this->engine->enqueue([$invoice])['accepted']);
    }

    public function testFloatsAreWrittenAsBrieflyAsTheyReadBackWithFourDecimalsAtMost(): void
    {
        $invoice = Shop::invoice(1);
        $invoice['floats'] = [0.1 + 0.2, 16.1, 19.99, -0.00004, 1e15, 1234567.891, 0.00005, 100.0, -5.5, 1e-300, 1e22, 2.675, 1.00005];
        self::assertSame([], $this->engine->enqueue([$invoice])['refused']);
        $json = $this->file()->snapshot('invoice');
        preg_match('/"floats":\[([^\]]*)\]/', $json, $found);
        self::assertSame('0.3000,16.1,19.99,0.0000,1000000000000000,1234567.891,0.0001,100,-5.5,0.0000,10000000000000000000000,2.675,1.0001', str_replace('-0.0000', '0.0000', $found[1]));
    }

    public function testFloatsInAmountsAreTheAmounts(): void
    {
        $invoice = Shop::invoice(1);
        $invoice['totals']['grand_total'] = 60.0;
        $invoice['totals']['subtotal'] = 20.1 + 29.9;
        $invoice['lines'][0]['quantity'] = 2.0;
        $document = $this->engine->preview($invoice);
        self::assertSame('60.00', $document['total'], json_encode($document));
    }

    public function testNotANumberAndInfinityAreRefusedWithTheField(): void
    {
        foreach ([NAN, INF, -INF] as $float) {
            $invoice = Shop::invoice(1);
            $invoice['lines'][1]['tax'] = $float;
            $refused = $this->refusal($invoice);
            self::assertSame(['lines[1].tax', 'is not a finite number', 'invoice', '1'], [$refused['field'], $refused['message'], $refused['kind'], $refused['id']]);
        }
    }

    public function testWhatIsNoAmountIsRefusedWithTheField(): void
    {
        foreach (['12,50', '1e3', 'abc', '0x1A', '1 000.00', [1], true] as $value) {
            $invoice = Shop::invoice(1);
            $invoice['totals']['tax'] = $value;
            self::assertSame(['totals.tax', 'amount_invalid'], [$this->refusal($invoice)['field'], 'amount_invalid'], json_encode($value));
        }
    }

    public function testTextThatIsNotUtf8IsRefusedWithTheField(): void
    {
        $invoice = Shop::invoice(1);
        $invoice['billing_address']['city'] = "Z\xfcrich";
        $refused = $this->refusal($invoice);
        self::assertSame(['billing_address.city', 'is not valid UTF-8'], [$refused['field'], $refused['message']]);
        self::assertSame('snapshot_malformed', $refused['code']);
        $line = $this->engine->log(['filters' => [['field' => 'code', 'condition' => 'eq', 'value' => 'snapshot_malformed']]])['items'][0];
        self::assertStringContainsString('billing_address.city is not valid UTF-8', $line['message']);
        $bad = Shop::settings(['name' => "\xff"]);
        try {
            $this->engine->configure('default', $bad);
            self::fail();
        } catch (SettingsInvalid $e) {
            self::assertSame(['argument_invalid', 'name'], [$e->getErrorCode(), $e->getDetails()['field']]);
        }
        $invoice = Shop::invoice(2);
        $invoice['order']["\xff"] = 'a name';
        $refused = $this->refusal($invoice);
        self::assertSame(['order', 'has a name in it that is not valid UTF-8'], [$refused['field'], $refused['message']]);
        self::assertSame(1, $this->engine->enqueue(["\xff" => Shop::customer(99)])['accepted']);
        foreach (['cursor' => ["\xff"], 'links' => ["\xff", '1'], 'budget' => ["\xff"]] as $method => $arguments) {
            try {
                $this->engine->$method(...$arguments);
                self::fail("$method took bytes for text");
            } catch (\TypeError | \Ledgerline\Native\XeroException $e) {
                self::assertNotSame('', $e->getMessage());
            }
        }
    }

    public function testDeepNestingIsRefused(): void
    {
        $deep = 'end';
        for ($i = 0; $i < 40; $i++) {
            $deep = ['x' => $deep];
        }
        $invoice = Shop::invoice(1) + ['deep' => $deep];
        self::assertSame('is nested too deeply', $this->refusal($invoice)['message']);
        $this->expectException(SettingsInvalid::class);
        $this->engine->drain(['x' => $deep]);
    }

    public function testAnArrayThatContainsItselfIsRefused(): void
    {
        $round = ['kind' => 'invoice', 'id' => '9'];
        $round['self'] = &$round;
        self::assertSame('is nested too deeply', $this->refusal($round)['message']);
        $list = [Shop::customer(1)];
        $list[] = &$list;
        $answer = $this->engine->enqueue($list);
        self::assertSame([1, 1], [$answer['accepted'], count($answer['refused'])]);
    }

    public function testObjectsAndOtherValuesAreRefused(): void
    {
        foreach ([new \stdClass(), new \ArrayObject([]), static fn () => 1, fopen('php://memory', 'r')] as $value) {
            $invoice = Shop::invoice(1);
            $invoice['customer']['first_name'] = $value;
            self::assertSame('customer.first_name', $this->refusal($invoice)['field']);
        }
        foreach ([new \stdClass(), 'text', 5, null, [], [1, 2], true] as $value) {
            $this->refusal($value);
        }
    }

    public function testReferencesAreReadThrough(): void
    {
        $invoice = Shop::invoice(1);
        $total = &$invoice['totals']['grand_total'];
        $lines = &$invoice['lines'];
        self::assertSame('60.0000', $this->stored($invoice)['totals']['grand_total']);
        unset($total, $lines);
    }

    public function testTextPassesUnchanged(): void
    {
        $customer = Shop::customer(1);
        $customer['first_name'] = "Zoë \"Q\" \\ / 株式会社 \u{1F600} \u{0}\n";
        self::assertSame($customer['first_name'], $this->stored($customer)['first_name']);
    }

    public function testPurposesThatDoNotExistAreRefused(): void
    {
        $this->expectException(SettingsInvalid::class);
        $this->expectExceptionMessage('"whim" is not a purpose');
        $this->engine->enqueue([Shop::customer(1)], ['purpose' => 'whim']);
    }

    public function testManyCallsCostNoMemory(): void
    {
        $snapshots = Shop::invoices(1, 3);
        $snapshots[] = ['kind' => 'invoice', 'id' => "\xff"];
        $this->engine->enqueue($snapshots);
        $before = memory_get_usage();
        for ($i = 0; $i < 300; $i++) {
            $this->engine->enqueue($snapshots);
            $this->engine->jobs();
        }
        self::assertLessThan(20_000, memory_get_usage() - $before);
    }
}
