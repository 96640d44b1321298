<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Tests\Unit\Record;

use Ledgerline\Xero\Record\Outcome;
use Ledgerline\Xero\Record\Requests;
use Ledgerline\Xero\Record\SendAgain;
use Ledgerline\Xero\Tests\Unit\Fake\FakeEngine;
use PHPUnit\Framework\TestCase;

class SendAgainTest extends TestCase
{
    private FakeEngine $engine;

    /** @var array<int,array{0:string, 1:int[]}> */
    private array $read = [];

    protected function setUp(): void
    {
        $this->engine = new FakeEngine();
        $this->engine->answers['retry'] = static fn (array $selection): int => count(array_diff($selection['ids'], [7, 8, 9]));
        $this->engine->answers['cancel'] = static fn (array $ids): int => count($ids);
    }

    public function testADamagedLineIsRemovedOnceItsRecordIsQueuedAgain(): void
    {
        $this->damaged([['id' => 7, 'entity' => 'invoice', 'entity_id' => '41']]);
        self::assertSame(['count' => 3, 'lost' => 0], $this->again(queued: 1)->send([1, 2, 7]));
        self::assertSame([['invoice', [41]]], $this->read);
        self::assertSame([[[7]]], $this->engine->callsOf('cancel'));
    }

    public function testALineWhoseRecordCannotBeReadStays(): void
    {
        $this->damaged([
            ['id' => 7, 'entity' => 'invoice', 'entity_id' => '41'],
            ['id' => 8, 'entity' => 'sonnet', 'entity_id' => '5'],
            ['id' => 9, 'entity' => 'invoice', 'entity_id' => '4x'],
        ]);
        self::assertSame(['count' => 0, 'lost' => 3], $this->again(queued: 0)->send([7, 8, 9]));
        self::assertSame([['invoice', [41]]], $this->read);
        self::assertSame([], $this->engine->callsOf('cancel'));
    }

    public function testAGuestComesAgainWithTheirDocument(): void
    {
        $this->damaged([['id' => 7, 'entity' => 'guest', 'entity_id' => 'a@example.com']]);
        self::assertSame(['count' => 1, 'lost' => 0], $this->again(queued: 0)->send([7]));
        self::assertSame([], $this->read);
    }

    public function testSendNowAboveTheQueueTakesDamagedLinesAlong(): void
    {
        $this->engine->answers['retry'] = static fn (array $selection): int => $selection === ['now' => true] ? 5 : 0;
        $this->damaged([['id' => 7, 'entity' => 'invoice', 'entity_id' => '41'], ['id' => 8, 'entity' => 'sonnet', 'entity_id' => '5']]);
        self::assertSame(6, $this->again(queued: 1)->sendAll());
        self::assertSame([[[7]]], $this->engine->callsOf('cancel'));
    }

    public function testOnlyTheLinesThatWereNamedAreAskedFor(): void
    {
        $this->again(queued: 1)->send([3, 7]);
        [[$query]] = $this->engine->callsOf('jobs');
        self::assertContains(['field' => 'state', 'condition' => 'eq', 'value' => 'damaged'], $query['filters']);
        self::assertContains(['field' => 'id', 'condition' => 'in', 'value' => ['3', '7']], $query['filters']);
    }

    private function damaged(array $jobs): void
    {
        $this->engine->answers['jobs'] = ['total' => count($jobs), 'items' => $jobs];
    }

    private function again(int $queued): SendAgain
    {
        $requests = $this->createMock(Requests::class);
        $requests->method('queue')->willReturnCallback(function (string $entity, array $ids) use ($queued): Outcome {
            $this->read[] = [$entity, $ids];
            $outcome = new Outcome();
            $outcome->queued = $queued;
            return $outcome;
        });
        return new SendAgain($this->engine, $requests);
    }
}
