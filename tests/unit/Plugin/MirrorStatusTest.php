<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Tests\Unit\Plugin;

use Ledgerline\Xero\Plugin\MirrorStatus;
use Ledgerline\Xero\Status\Mirror;
use Ledgerline\Xero\Tests\Unit\Fake\FakeEngine;
use Ledgerline\Xero\Tests\Unit\Fake\MemoryLogger;
use PHPUnit\Framework\TestCase;

class MirrorStatusTest extends TestCase
{
    private const SNAPSHOTS = [['kind' => 'invoice', 'id' => '7'], ['kind' => 'customer', 'id' => '3'], ['kind' => 'invoice', 'id' => '8']];

    /** @var array<int,array> */
    private array $asked = [];

    private ?\Throwable $failure = null;

    private MemoryLogger $logger;

    protected function setUp(): void
    {
        $this->logger = new MemoryLogger();
    }

    public function testWhatHappenedInTheShopShowsAsQueuedAtOnce(): void
    {
        $result = ['accepted' => 2, 'replaced' => 1];
        self::assertSame($result, $this->plugin()->afterEnqueue(new FakeEngine(), $result, self::SNAPSHOTS, ['purpose' => 'event']));
        self::assertSame([['refresh', 'invoice', [7, 8]], ['refresh', 'customer', [3]]], $this->asked);
    }

    /** @dataProvider others */
    public function testSweepAndUnchangedRecordsAreLeftToCron(array $result, array $options): void
    {
        $this->plugin()->afterEnqueue(new FakeEngine(), $result, self::SNAPSHOTS, $options);
        self::assertSame([], $this->asked);
    }

    public static function others(): array
    {
        return [
            'sweep' => [['accepted' => 200], ['purpose' => 'sweep']],
            'nothing new' => [['accepted' => 0, 'replaced' => 0, 'unchanged' => 3], ['purpose' => 'event']],
            'refused' => [['accepted' => 0, 'refused' => [[]]], ['purpose' => 'event']],
        ];
    }

    public function testWhatAPersonChangesInTheQueueShowsAtOnceAndNothingWhenNothingChanged(): void
    {
        $plugin = $this->plugin();
        self::assertSame([2, 1, 3], [
            $plugin->afterHold(new FakeEngine(), 2), $plugin->afterCancel(new FakeEngine(), 1), $plugin->afterRetry(new FakeEngine(), 3),
        ]);
        self::assertCount(3, $this->asked);
        self::assertSame(0, $plugin->afterHold(new FakeEngine(), 0));
        self::assertCount(3, $this->asked);
        self::assertSame('follow', $this->asked[0][0]);
        self::assertLessThanOrEqual(1.0, $this->asked[0][1], 'a person waits for the page');
    }

    public function testASaleIsNotBrokenByTheGrids(): void
    {
        $this->failure = new \RuntimeException('the table is gone');
        $result = ['accepted' => 1];
        self::assertSame($result, $this->plugin()->afterEnqueue(new FakeEngine(), $result, self::SNAPSHOTS, ['purpose' => 'event']));
        self::assertStringContainsString('the table is gone', implode($this->logger->lines));
    }

    private function plugin(): MirrorStatus
    {
        $mirror = $this->createMock(Mirror::class);
        $mirror->method('refresh')->willReturnCallback(function (string $entity, array $ids): int {
            $this->asked[] = ['refresh', $entity, $ids];
            return $this->failure === null ? count($ids) : throw $this->failure;
        });
        $mirror->method('follow')->willReturnCallback(function (float $seconds): int {
            $this->asked[] = ['follow', $seconds];
            return 1;
        });
        return new MirrorStatus($mirror, $this->logger);
    }
}
