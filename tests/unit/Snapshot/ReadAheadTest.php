<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Tests\Unit\Snapshot;

use Ledgerline\Xero\Snapshot\ReadAhead;
use Ledgerline\Xero\Tests\Unit\Fake\RecordedReader;
use PHPUnit\Framework\TestCase;

class ReadAheadTest extends TestCase
{
    private RecordedReader $reader;

    private ReadAhead $ahead;

    protected function setUp(): void
    {
        if (!function_exists('pcntl_fork')) {
            self::markTestSkipped('This PHP cannot fork.');
        }
        $this->reader = new class (['invoice' => array_fill(1, 1200, ['2026-01-01 00:00:00', 'first'])]) extends RecordedReader {
            public function read(string $entity, array $ids): array
            {
                if (in_array(666, $ids, true)) {
                    throw new \RuntimeException('the database is gone');
                }
                if (in_array(13, $ids, true)) {
                    return [['kind' => $entity, 'id' => '13', 'connection' => 'default', 'number' => "\xff"]];
                }
                return array_map(static fn (array $snapshot): array => $snapshot + ['number' => 'Ä/' . $snapshot['id'], 'by' => getmypid()], parent::read($entity, $ids));
            }
        };
        $this->ahead = new ReadAhead($this->reader);
    }

    protected function tearDown(): void
    {
        $this->ahead->end();
    }

    public function testWhatWasSaidInAdvanceIsReadByOtherProcesses(): void
    {
        $this->ahead->begin(['invoice' => [1]]);
        self::assertTrue($this->ahead->isAtWork());
        $first = range(14, 600);
        $second = range(700, 1100);
        $this->ahead->expectDigests('invoice', $first, true);
        $this->ahead->expect('invoice', $second);
        $by = [];
        // Not in the order in which they were asked for.
        foreach ([array_slice($first, ReadAhead::PORTION), $second, array_slice($first, 0, ReadAhead::PORTION)] as $ids) {
            $read = $this->ahead->read('invoice', $ids);
            self::assertSame($ids, array_column($read, 0));
            self::assertSame(['default'], array_unique(array_column($read, 1)));
            $snapshots = array_map(static fn (array $one): array => json_decode($one[2], true, 4, JSON_THROW_ON_ERROR), $read);
            self::assertSame(array_map(static fn (int $id): string => "Ä/$id", $ids), array_column($snapshots, 'number'));
            $by[] = $snapshots[0]['by'];
        }
        self::assertSame($by[0], $by[2], 'who digests reads, afterwards');
        self::assertNotSame($by[0], $by[1]);
        self::assertNotContains(getmypid(), $by);
        self::assertSame(array_fill_keys($first, '2026-01-01 00:00:00 first'), $this->ahead->digests('invoice', $first));
        self::assertSame(['invoice' => [1]], $this->reader->reads, 'here only what fills Magento\'s memory before the fork');
    }

    public function testWithoutOtherProcessesAndWithoutBeingSaidEverythingIsReadHere(): void
    {
        $this->ahead->expect('invoice', [1, 2]);
        self::assertSame([1, 2], array_column($this->ahead->read('invoice', [1, 2]), 0));
        $this->ahead->begin(['invoice' => [1]]);
        [[, , $snapshot]] = $this->ahead->read('invoice', [3]);
        self::assertSame(getmypid(), $snapshot['by']);
        $this->ahead->end();
        self::assertFalse($this->ahead->isAtWork());
    }

    public function testWhatIsNoJsonComesAsItIs(): void
    {
        $this->ahead->begin([]);
        $this->ahead->expect('invoice', [13]);
        self::assertSame("\xff", $this->ahead->read('invoice', [13])[0][2]['number']);
    }

    public function testWhatGoesWrongThereIsThrownHere(): void
    {
        $this->ahead->begin([]);
        $this->ahead->expect('invoice', [666]);
        $this->ahead->expect('invoice', [2]);
        try {
            $this->ahead->read('invoice', [666]);
            self::fail('Nothing was thrown.');
        } catch (\RuntimeException $e) {
            self::assertSame('the database is gone', $e->getMessage());
        }
        self::assertSame([2], array_column($this->ahead->read('invoice', [2]), 0));
    }

    public function testWhatAProcessThatWasKilledWasAskedForIsReadHere(): void
    {
        $this->ahead->begin([]);
        $this->ahead->expectDigests('invoice', [1], true);
        $this->ahead->expect('invoice', [2]);
        foreach (array_keys((new \ReflectionProperty(ReadAhead::class, 'processes'))->getValue($this->ahead)) as $process) {
            posix_kill($process, SIGKILL);
        }
        usleep(50000);
        $this->ahead->expect('invoice', [3]);
        $this->ahead->expectDigests('invoice', [4], true);
        foreach ([1, 2, 3, 4] as $id) {
            self::assertSame([$id], array_column($this->ahead->read('invoice', [$id]), 0));
        }
        self::assertSame([1], array_keys($this->ahead->digests('invoice', [1])));
        self::assertFalse($this->ahead->isAtWork());
    }

    public function testWhatNobodyDigestsAheadIsNotReadAheadEither(): void
    {
        $this->ahead->begin([]);
        $processes = array_keys((new \ReflectionProperty(ReadAhead::class, 'processes'))->getValue($this->ahead));
        posix_kill($processes[0], SIGKILL);
        usleep(50000);
        // The first one is asked, and is not there any more; the second one is.
        $this->ahead->expectDigests('invoice', [5], true);
        self::assertTrue($this->ahead->isAtWork());
        $digests = $this->ahead->digests('invoice', [5]);
        $read = $this->ahead->read('invoice', [5]);
        self::assertSame([5], array_keys($digests));
        self::assertSame(getmypid(), $read[0][2]['by']);
    }
}
