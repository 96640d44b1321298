<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Tests\Unit\Sweep;

use Ledgerline\Xero\Snapshot\FirstDay;
use Ledgerline\Xero\Snapshot\Period;
use Ledgerline\Xero\Snapshot\ReadAhead;
use Ledgerline\Xero\Sweep\Comparison;
use Ledgerline\Xero\Sweep\Sweep;
use Ledgerline\Xero\Tests\Unit\Fake\FakeConnections;
use Ledgerline\Xero\Tests\Unit\Fake\FakeEngine;
use Ledgerline\Xero\Tests\Unit\Fake\FakeScopeConfig;
use Ledgerline\Xero\Tests\Unit\Fake\FakeSettings;
use Ledgerline\Xero\Tests\Unit\Fake\FakeSurroundings;
use Ledgerline\Xero\Tests\Unit\Fake\RecordedReader;
use Magento\Framework\Lock\LockManagerInterface;
use PHPUnit\Framework\TestCase;

class SweepTest extends TestCase
{
    private FakeEngine $engine;

    private RecordedReader $reader;

    private FakeSettings $settings;

    /** @var array<string, string> */
    private array $cursors = [];

    /** @var string[] */
    private array $known = [];

    private bool $isLocked = false;

    protected function setUp(): void
    {
        $this->reader = new RecordedReader(['invoice' => []]);
        $this->settings = new FakeSettings();
        $this->settings->sent = ['invoice'];
        $this->engine = new FakeEngine();
        $this->engine->answers['cursor'] = fn (string $name): ?string => $this->cursors[$name] ?? null;
        $this->engine->answers['setCursor'] = function (string $name, string $value): void {
            $this->cursors[$name] = $value;
        };
        $this->engine->answers['contents'] = fn (string $connection, string $entity, array $ids): array
            => array_fill_keys(array_intersect($this->known, $ids), 'content');
    }

    public function testHistoryIsNotImportedByItself(): void
    {
        $this->add(range(1, 300), '-30 days');
        self::assertSame(['enqueued' => 0, 'compared' => 0], $this->sweep());
        self::assertSame([], $this->enqueued());
    }

    public function testWhatCameShortlyBeforeTheFirstRunIsNewBusiness(): void
    {
        $this->add([1, 2], '-30 days');
        $this->add([3, 4], '-2 hours');
        $this->sweep();
        self::assertSame(['3', '4'], array_values(array_unique($this->enqueued())));
        self::assertSame(['purpose' => 'sweep'], $this->engine->callsOf('enqueue')[0][1]);
    }

    public function testNewRecordsAreFoundWhateverTheirTimestampsSay(): void
    {
        $this->add([1], '-30 days');
        $this->sweep();
        $this->add([2], '-20 days');
        $this->sweep();
        self::assertContains('2', $this->enqueued());
    }

    public function testKnownHistoryIsCompared(): void
    {
        $this->add(range(1, 300), '-30 days');
        $this->known = ['7', '250'];
        $this->compareAll();
        self::assertSame(['7', '250'], $this->enqueued());
    }

    public function testAStartDateMakesHistoryWanted(): void
    {
        $this->add([1, 2], '-30 days');
        $this->add([3, 4], '-10 days');
        $this->settings->startDate = gmdate('Y-m-d', time() - 20 * 86400);
        $this->compareAll();
        self::assertSame(['3', '4'], $this->enqueued());
    }

    public function testMovedTimestampsAreSeenWithAnOverlap(): void
    {
        $this->add([1, 2, 3], '-30 days');
        $this->known = ['1', '2', '3'];
        $this->sweep();
        $calls = count($this->engine->callsOf('enqueue'));
        $this->reader->records['invoice'][2][1] = gmdate('Y-m-d H:i:s', time() - 500);
        $this->reader->records['invoice'][3][1] = gmdate('Y-m-d H:i:s', time() - 700);
        $this->sweep();
        $found = array_column($this->engine->callsOf('enqueue')[$calls][0], 'id');
        self::assertSame(['2'], $found, 'committed late, but within ten minutes');
    }

    public function testWhatDidNotFitIntoTheTimeIsDoneNext(): void
    {
        $this->add([1], '-30 days');
        $this->sweep();
        // A portion takes all the time there is.
        $this->engine->answers['enqueue'] = static function (array $snapshots): array {
            usleep(60000);
            return ['accepted' => count($snapshots)];
        };
        $now = gmdate('Y-m-d H:i:s');
        $this->reader->records['invoice'] += array_fill(2, 500, [$now, $now]);
        for ($runs = 0; $runs < 20; $runs++) {
            $this->sweep(0.05);
        }
        $seen = array_unique($this->enqueued());
        self::assertCount(500, array_diff($seen, ['1']));
    }

    public function testAThousandRecordsMovedInOneSecondAreEachSeenOnceARun(): void
    {
        $this->add([1], '-30 days');
        $this->sweep();
        $now = gmdate('Y-m-d H:i:s');
        $this->add(range(2, 1001), '-29 days');
        $this->sweep();
        foreach (range(2, 1001) as $id) {
            $this->reader->records['invoice'][$id][1] = $now;
        }
        $this->engine->calls = [];
        $this->sweep();
        self::assertSame([1], array_values(array_unique(array_count_values($this->enqueued()))));
    }

    public function testAnHourWithoutChangesReadsNothing(): void
    {
        $this->add(range(1, 5000), '-2 hours');
        $this->sweep();
        $this->reader->reads = [];
        self::assertSame(['enqueued' => 0, 'compared' => 0], $this->sweep());
        self::assertSame([], $this->reader->reads);
    }

    public function testEverythingIsComparedOnceARound(): void
    {
        $this->add(range(1, 1234), '-2 hours');
        $this->sweep();
        $this->engine->calls = [];
        $this->compareAll();
        self::assertSame(range(1, 1234), array_map('intval', $this->enqueued()));
        $this->engine->calls = [];
        $this->compareAll();
        self::assertSame([], $this->enqueued(), 'the next night begins another round, and reads nothing that is the same');
        $this->reader->records['invoice'][1100][1] = '2001-01-01 00:00:00';
        $this->compareAll();
        self::assertSame(['1100'], $this->enqueued());
    }

    public function testAComparisonThatRanOutOfTimeContinuesTheNextNight(): void
    {
        $this->add(range(1, 1500), '-2 hours');
        $this->sweep();
        $this->engine->calls = [];
        $this->engine->answers['enqueue'] = static function (array $snapshots): array {
            usleep(60000);
            return ['accepted' => count($snapshots)];
        };
        $this->compareAll(0.05);
        self::assertSame(range(1, 999), array_map('intval', $this->enqueued()), 'a block at a time');
        $this->engine->calls = [];
        $this->compareAll();
        self::assertSame(range(1000, 1500), array_map('intval', $this->enqueued()));
    }

    public function testTwoAtOnceAreNotInEachOthersWay(): void
    {
        $this->add([1], '-2 hours');
        $this->isLocked = true;
        self::assertSame(['enqueued' => 0, 'compared' => 0], $this->sweep());
        self::assertSame([], $this->reader->reads);
    }

    public function testNothingIsLookedForThatIsNotSent(): void
    {
        $this->reader->records['product'] = [1 => [gmdate('Y-m-d H:i:s'), gmdate('Y-m-d H:i:s')]];
        $this->sweep();
        self::assertSame([], $this->reader->reads);
    }

    public function testAnEngineThatRefusesLeavesTheCursorWhereItWas(): void
    {
        $this->add([1], '-30 days');
        $this->sweep();
        $before = $this->cursors;
        $this->add([2], '-1 hour');
        $this->engine->answers['enqueue'] = new \RuntimeException('disk full');
        try {
            $this->sweep();
            self::fail('no exception');
        } catch (\RuntimeException) {
            self::assertSame($before, $this->cursors);
        }
    }

    public function testACursorThatCannotBeReadIsAFirstRun(): void
    {
        $this->add([1], '-30 days');
        $this->cursors['sweep.default.invoice'] = 'rubbish';
        self::assertSame(['enqueued' => 0, 'compared' => 0], $this->sweep());
        self::assertSame(1, json_decode($this->cursors['sweep.default.invoice'], true)['history']);
    }

    private function add(array $ids, string $when): void
    {
        $time = gmdate('Y-m-d H:i:s', (int)strtotime($when));
        foreach ($ids as $id) {
            $this->reader->records['invoice'][$id] = [$time, $time];
        }
    }

    private function sweep(float $seconds = 10.0): array
    {
        return $this->made()->run($seconds);
    }

    private function compareAll(float $seconds = 10.0): array
    {
        return $this->made()->compareAll($seconds);
    }

    private function made(): Sweep
    {
        $period = new Period(new FakeScopeConfig());
        $locks = $this->createStub(LockManagerInterface::class);
        $locks->method('lock')->willReturn(!$this->isLocked);
        $comparison = new Comparison($this->engine, $this->reader, new FakeSurroundings(), new ReadAhead($this->reader));
        return new Sweep($this->engine, $this->reader, new FakeConnections(), $this->settings, $period, new FirstDay($this->settings, $period), $comparison, $locks);
    }

    private function enqueued(): array
    {
        return array_merge([], ...array_map(static fn (array $call): array => array_column($call[0], 'id'), $this->engine->callsOf('enqueue')));
    }
}
