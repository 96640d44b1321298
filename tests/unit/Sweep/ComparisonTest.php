<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Tests\Unit\Sweep;

use Ledgerline\Xero\Snapshot\ReadAhead;
use Ledgerline\Xero\Sweep\Comparison;
use Ledgerline\Xero\Tests\Unit\Fake\FakeEngine;
use Ledgerline\Xero\Tests\Unit\Fake\FakeSurroundings;
use Ledgerline\Xero\Tests\Unit\Fake\RecordedReader;
use PHPUnit\Framework\TestCase;

class ComparisonTest extends TestCase
{
    private RecordedReader $reader;

    private FakeEngine $engine;

    private FakeSurroundings $around;

    /** @var array<string,string> */
    private array $cursors = [];

    /** @var array<int,string> what the engine has */
    private array $contents = [];

    /** @var int[] ids that the engine refuses */
    private array $refused = [];

    protected function setUp(): void
    {
        $this->around = new FakeSurroundings();
        $this->reader = new RecordedReader(['invoice' => array_fill(1, 20, ['2026-01-01 00:00:00', 'first'])]);
        $this->engine = new FakeEngine();
        $this->engine->answers['cursor'] = fn (string $name): ?string => $this->cursors[$name] ?? null;
        $this->engine->answers['setCursor'] = function (string $name, string $value): void {
            $this->cursors[$name] = $value;
        };
        $this->engine->answers['contents'] = fn (string $connection, string $entity, array $ids): array
            => array_intersect_key($this->contents, array_flip($ids));
    }

    public function testNothingThatIsTheSameIsReadAgain(): void
    {
        self::assertSame(range(1, 20), $this->sync());
        self::assertSame([], $this->sync());
        self::assertSame(array_fill(1, 20, true), $this->same);
        self::assertSame([], $this->night());
    }

    public function testARecordThatChangedIsRead(): void
    {
        $this->sync();
        $this->reader->records['invoice'][7][1] = 'second';
        self::assertSame([7], $this->sync());
        self::assertSame([], $this->sync());
        $this->reader->records['invoice'][8][1] = 'second';
        self::assertSame([8], $this->night());
        self::assertSame([], $this->night());
        $this->reader->records['invoice'][21] = ['2026-01-01 00:00:00', 'first'];
        self::assertSame([8, 21], $this->sync(range(1, 21)));
    }

    public function testWhatChangesWhileItIsReadIsReadAgain(): void
    {
        $this->sync(take: function (array $ids): void {
            $this->reader->records['invoice'][7][1] = 'meanwhile';
        });
        self::assertSame([7], $this->sync());
    }

    public function testARecordThatTheEngineHasNoMoreOrInAnotherFormIsRead(): void
    {
        $this->sync();
        unset($this->contents[3]);
        $this->contents[4] = 'older';
        $this->contents[5] = 'excluded';
        self::assertSame([3, 4, 5], $this->night());
    }

    public function testAStoreThatWasPutBackRemembersWhatItHad(): void
    {
        $this->sync();
        [$cursors, $contents] = [$this->cursors, $this->contents];
        $this->reader->records['invoice'][7][1] = 'second';
        $this->sync();
        [$this->cursors, $this->contents] = [$cursors, $contents];
        self::assertSame([7], $this->sync());
        [$this->cursors, $this->contents] = [[], []];
        self::assertSame(range(1, 20), $this->sync(), 'and a new one nothing');
    }

    public function testWhatTheEngineIgnoresIsNotReadAgainUntilItIsAnotherRecordOrHasIt(): void
    {
        $this->sync(ignored: [3]);
        self::assertSame([], $this->sync());
        self::assertFalse($this->same[3]);
        $this->reader->records['invoice'][3][1] = 'paid';
        self::assertSame([3], $this->sync());
    }

    public function testWhatWasRefusedIsReadEachTime(): void
    {
        $this->refused = [5];
        $this->sync();
        self::assertSame([5], $this->sync());
        $this->refused = [];
        self::assertSame([5], $this->sync());
        self::assertSame([], $this->sync());
    }

    public function testEverythingIsReadWhenAnythingThatAllHaveInCommonIsDifferent(): void
    {
        $this->sync();
        $this->around->digest = 'elsewhere';
        self::assertSame(range(1, 20), $this->night());
        self::assertSame([], $this->night());
    }

    public function testSyncAllReadsWhatOnlyAComparisonSaw(): void
    {
        // A comparison leaves alone what was sent under other settings, Sync All does not.
        $this->night();
        self::assertSame(range(1, 20), $this->sync());
        $this->reader->records['invoice'][7][1] = 'second';
        $this->night();
        self::assertSame([7], $this->sync());
        self::assertSame([], $this->night());
    }

    public function testWhatOtherModulesSaySomethingAboutIsReadByEverySyncAll(): void
    {
        $this->around->asked = ['invoice'];
        $this->sync();
        self::assertSame(range(1, 20), $this->sync());
        self::assertSame([], $this->night(), 'a night reads it in its turn');
    }

    public function testAPersonMayHaveEverythingRead(): void
    {
        $this->sync();
        self::assertSame(range(1, 20), $this->sync(full: true));
    }

    public function testWithinSevenNightsEverythingIsReadInFullAFewBlocksEachNight(): void
    {
        $ids = range(1, 13999);
        $this->reader->records['invoice'] = array_fill_keys($ids, ['2026-01-01 00:00:00', 'first']);
        $blocks = array_chunk([0, ...$ids], Comparison::BLOCK);
        array_shift($blocks[0]);
        foreach ($blocks as $block) {
            $this->sync($block);
        }
        $read = [];
        for ($night = 1; $night <= Comparison::FULL_DAYS; $night++) {
            $this->aDayPasses();
            $read[] = array_sum(array_map(fn (array $block): int => count($this->night($block)), $blocks));
        }
        self::assertSame(13999, array_sum($read));
        self::assertSame(2000, max($read));
    }

    public function testAPageEndsWithItsBlock(): void
    {
        $this->reader->records['invoice'] = array_fill_keys([5, 999, 1000, 1999, 2000], ['2026-01-01 00:00:00', '']);
        $comparison = new Comparison($this->engine, $this->reader, $this->around, new ReadAhead($this->reader));
        self::assertSame([5, 999], $comparison->ids('invoice', 'default', 0));
        self::assertSame([1000, 1999], $comparison->ids('invoice', 'default', 999));
        self::assertSame([2000], $comparison->ids('invoice', 'default', 1999));
        self::assertSame([], $comparison->ids('invoice', 'default', 2000));
    }

    /** @var array<int,bool> */
    private array $same = [];

    /**
     * @param int[] $ignored
     * @return int[] what was read
     */
    private function sync(?array $ids = null, bool $full = false, ?\Closure $take = null, array $ignored = []): array
    {
        $read = [];
        $comparison = new Comparison($this->engine, $this->reader, $this->around, new ReadAhead($this->reader));
        $this->same = $comparison->history('invoice', 'default', $ids ?? range(1, 20), $full, $this->taking($read, $take, $ignored));
        return $read;
    }

    /** @return int[] what was read */
    private function night(?array $ids = null): array
    {
        $read = [];
        $comparison = new Comparison($this->engine, $this->reader, $this->around, new ReadAhead($this->reader));
        $comparison->nightly('invoice', 'default', $ids ?? range(1, 20), $this->taking($read, null, []));
        return $read;
    }

    private function taking(array &$read, ?\Closure $take, array $ignored): \Closure
    {
        return function (array $ids) use (&$read, $take, $ignored): array {
            $read = [...$read, ...$ids];
            foreach (array_diff($ids, $this->refused, $ignored) as $id) {
                $this->contents[$id] = hash('md5', $this->reader->records['invoice'][$id][1]);
            }
            if ($take !== null) {
                $take($ids);
            }
            return array_diff($ids, $this->refused);
        };
    }

    private function aDayPasses(): void
    {
        foreach ($this->cursors as $name => $cursor) {
            $block = json_decode($cursor, true);
            $block['full_at'] -= 86400;
            $this->cursors[$name] = (string)json_encode($block);
        }
    }
}
