<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Tests\Extension;

use Ledgerline\Xero\Tests\Extension\Support\Business;
use Ledgerline\Xero\Tests\Extension\Support\Command;
use Ledgerline\Xero\Tests\Extension\Support\MovedClock;
use Ledgerline\Xero\Tests\Extension\Support\Sandbox;
use Ledgerline\Xero\Tests\Extension\Support\Shop;

/** Somebody sets the machine's clock while a payment is on its way to Xero: every pause that was to outlast it seems to be over. */
class ClockTest extends ExtensionTestCase
{
    /** An order with two paid parts, which leave room for a second payment of either. */
    private const ORDER = [4, 5, 6];

    /**
     * @testWith [600]
     *           [90000]
     */
    public function testAPaymentUnderWayIsNotSentAgain(int $seconds): void
    {
        $clock = new MovedClock($this->folder, 'machine');
        $this->sandbox(Business::sandbox());
        $given = ['options' => Shop::options($this->store, $this->sandbox->address), 'address' => $this->sandbox->address, 'order' => self::ORDER];
        $start = fn (string $code): Command => $this->start('use ' . Business::class . '; use ' . Sandbox::class . ";\n$code", $given, ['environment' => $clock->environment()]);
        $drain = 'echo json_encode($engine->drain(["seconds" => 3]));';
        $start('Business::connect($engine, Sandbox::at($given["address"])); $engine->enqueue([Business::record($given["order"][0])]); ' . $drain)->json();
        $start('echo json_encode($engine->enqueue(array_map(Business::record(...), array_slice($given["order"], 1))));')->json();

        $this->sandbox->ask('faults', ['kind' => 'slow', 'seconds' => 8, 'match' => ['path' => '/Payments']]);
        $slow = $start($drain);
        $this->waitFor(fn (): bool => array_sum(array_column($this->sandbox->ask('counts')['organisations'], 'under_way')) > 0);
        $clock->set($seconds);
        $other = $start($drain)->json();
        self::assertSame([], $this->payments(), 'The payment is still on its way.');
        self::assertGreaterThan(0, $other['waiting'], 'The other drain took the payments over.');
        $slow->wait();
        self::assertCount(2, $this->payments());
        for ($round = 0; $round < 3; $round++) {
            $clock->move(200);
            $this->sandbox->advance(200);
            $report = $start($drain)->json();
        }
        self::assertSame(0, $report['waiting']);
        self::assertCount(2, $this->payments());
    }

    /** Who was told to work for five seconds does not work until the clock is where it was. */
    public function testADrainEndsInTimeThoughTheClockIsSetBack(): void
    {
        $clock = new MovedClock($this->folder, 'machine');
        $this->sandbox();
        $given = ['options' => Shop::options($this->store, $this->sandbox->address)];
        $start = fn (string $code): Command => $this->start($code, $given, ['environment' => $clock->environment()]);
        $start('Shop::connect($engine); echo json_encode($engine->enqueue(Shop::invoices(1, 2)));')->json();
        // What became of the payments is looked up in a minute.
        $this->sandbox->ask('faults', ['kind' => 'status_500_after_commit', 'match' => ['path' => '/Payments']]);
        $clock->set(600);
        $began = microtime(true);
        $drain = $start('echo json_encode($engine->drain(["seconds" => 5]));');
        $this->waitFor(fn (): bool => ($this->sandbox->ask('counts')['by_endpoint']['PUT /Payments'] ?? 0) > 0);
        $clock->set(-600);
        $drain->json(120);
        self::assertLessThan(20, microtime(true) - $began);
    }

    /**
     * @return string[] amounts
     */
    private function payments(): array
    {
        return array_merge(...array_map(static fn (array $document): array => array_column($document['payments'], 'amount'), $this->sandbox->ask('documents?organisation=' . rawurlencode(Business::BOOKS['parts']))));
    }
}
