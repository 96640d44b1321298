<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Tests\Extension;

use Ledgerline\Native\Engine;
use Ledgerline\Xero\Tests\Extension\Support\Shop;

/**
 * Whatever the shop's progress function does, nothing is lost and nothing is sent twice.
 */
class ProgressTest extends ExtensionTestCase
{
    private const LAST = 30;

    /** Thirty invoices in batches of five, by a Xero that takes its time: several calls are under way at any moment. */
    private function queue(): Engine
    {
        $engine = $this->connected(['batch_size' => 5]);
        $engine->enqueue(Shop::invoices(1, self::LAST));
        $this->sandbox->latency(60);
        return $engine;
    }

    private function assertNothingIsLeftAndNothingTwice(): void
    {
        $this->sandbox->latency(0);
        $this->later();
        self::assertSame(0, $this->drainEverything()['waiting']);
        $this->assertExactlyOnce(1, self::LAST);
    }

    public function testItIsCalledAfterEachCallWithNumbersThatGrow(): void
    {
        $told = [];
        $report = $this->queue()->drain([], function (array $now) use (&$told): void {
            $told[] = $now;
        });
        self::assertSame(['calls', 'done', 'held', 'waiting', 'seconds', 'kind'], array_keys($told[0]));
        self::assertIsFloat($told[0]['seconds'] + 0.0);
        foreach (['calls', 'done'] as $name) {
            $numbers = array_column($told, $name);
            $sorted = $numbers;
            sort($sorted);
            self::assertSame($sorted, $numbers, $name);
        }
        self::assertSame($report['done'], end($told)['done']);
        self::assertSame(['contact', 'invoice', 'payment'], array_values(array_unique(array_column($told, 'kind'))));
        $this->assertExactlyOnce(1, self::LAST);
    }

    public function testFalseStopsAndWhatIsUnderWayIsFinished(): void
    {
        $calls = 0;
        $report = $this->queue()->drain([], function () use (&$calls): bool {
            return ++$calls < 3;
        });
        self::assertSame('asked', $report['stopped']);
        self::assertGreaterThan(0, $report['waiting']);
        self::assertSame([], $this->engine()->jobs(['filters' => [['field' => 'state', 'condition' => 'in', 'value' => ['running', 'unknown']]]])['items']);
        // No waiting for leases: all was settled.
        $this->sandbox->latency(0);
        self::assertSame(0, $this->engine()->drain()['waiting']);
        $this->assertExactlyOnce(1, self::LAST);
    }

    public function testAnExceptionKeepsItsClassAndWhatIsUnderWayIsFinished(): void
    {
        try {
            $this->queue()->drain([], static function (): void {
                throw new \DomainException('enough', 42);
            });
            self::fail('The exception disappeared.');
        } catch (\DomainException $e) {
            self::assertSame(['enough', 42, __FILE__], [$e->getMessage(), $e->getCode(), $e->getFile()]);
        }
        self::assertSame([], $this->engine()->jobs(['filters' => [['field' => 'state', 'condition' => 'in', 'value' => ['running', 'unknown']]]])['items']);
        $this->sandbox->latency(0);
        self::assertSame(0, $this->engine()->drain()['waiting']);
        $this->assertExactlyOnce(1, self::LAST);
    }

    public function testTheFunctionMayUseTheEngine(): void
    {
        $engine = $this->queue();
        $other = $this->engine(['durability' => 'normal']);
        $engine->drain([], static function () use ($engine, $other): void {
            $engine->counts();
            $other->setCursor('progress', (string)count($engine->jobs()['items']));
            $engine->enqueue([Shop::invoice(1)]);
            new \DateTimeImmutable();
        });
        self::assertSame(0, $engine->drain()['waiting']);
        $this->assertExactlyOnce(1, self::LAST);
    }

    /**
     * @dataProvider endings
     */
    public function testAScriptThatEndsInsideLosesNothing(string $ending, int $status): void
    {
        $this->queue();
        $code = '$calls = 0; $engine->drain([], function () use (&$calls, $engine) { if (++$calls === 4) { ' . $ending . ' } });';
        $script = $this->start($code, [], ['settings' => ['memory_limit=64M']]);
        self::assertSame($status, $script->wait(20), $script->everything());
        $this->assertNothingIsLeftAndNothingTwice();
    }

    public static function endings(): array
    {
        return [
            'exit' => ['exit(7);', 7],
            'fatal error' => ['eval("class A {} class A {}");', 255],
            'memory limit' => ['$text = str_repeat("x", 100_000_000);', 255],
            'uncaught exception' => ['throw new DomainException();', 255],
            'time limit' => ['set_time_limit(1); while (true) { }', 255],
            'sudden death' => ['posix_kill(getmypid(), SIGKILL);', 128 + SIGKILL],
        ];
    }

    public function testAShutdownFunctionMayStillEnqueue(): void
    {
        $this->queue();
        $code = <<<'PHP'
register_shutdown_function(function () use ($engine) {
    echo json_encode($engine->enqueue([Shop::customer(500)]));
});
$engine->drain([], function () { exit(0); });
PHP;
        self::assertSame(1, $this->start($code)->json(20)['accepted']);
    }
}
