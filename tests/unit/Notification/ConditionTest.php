<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Tests\Unit\Notification;

use Ledgerline\Xero\Notification\Condition;
use Ledgerline\Xero\Notification\DrainSchedule;
use Ledgerline\Xero\Tests\Unit\Fake\FakeAvailability;
use Ledgerline\Xero\Tests\Unit\Fake\FakeConnections;
use Ledgerline\Xero\Tests\Unit\Fake\FakeEngine;
use Magento\Framework\App\CacheInterface;
use Magento\Framework\Serialize\Serializer\Json;
use PHPUnit\Framework\TestCase;

class ConditionTest extends TestCase
{
    public function testADamagedLineKeepsNothingElseFromBeingTold(): void
    {
        $data = [['id' => 'one_line_apart']];
        $condition = $this->condition(['ok' => false, 'code' => 'store_damaged', 'message' => 'One line.', 'message_data' => $data, 'schema' => 6]);
        self::assertSame(
            ['code' => 'store_damaged', 'message' => 'One line.', 'message_data' => $data, 'usable' => true],
            $condition['store']
        );
        self::assertSame(3, $condition['held']);
    }

    public function testOfAStoreThatCannotBeOpenedNothingElseIsAsked(): void
    {
        $condition = $this->condition(['ok' => false, 'code' => 'store_not_writable', 'message' => 'No rights.', 'schema' => null]);
        self::assertFalse($condition['store']['usable']);
        self::assertSame(0, $condition['held']);
    }

    public function testAReconciliationTellsWhatNoOtherNoticeTells(): void
    {
        $answers = [
            'connections' => [['connection' => 'default', 'state' => 'connected', 'organisation' => ['name' => 'Books']]],
            'reconciliation' => ['at' => '2026-02-01 04:20:00', 'verdict' => ['wrong' => 2, 'counts' => ['missing' => 1, 'held' => 1]]],
            'budget' => ['day_remaining' => 5],
        ];
        $differing = $this->condition(['ok' => true, 'schema' => 7], $answers)['differing'];
        self::assertSame([['default', 1]], array_map(static fn (array $one): array => [$one['connection'], $one['wrong']], $differing));
        $answers['reconciliation']['verdict'] = ['wrong' => 2, 'counts' => ['missing' => 0, 'held' => 2]];
        self::assertSame([], $this->condition(['ok' => true, 'schema' => 7], $answers)['differing']);
    }

    private function condition(array $store, array $answers = []): array
    {
        $engine = new FakeEngine();
        $engine->answers = $answers;
        $engine->answers['health'] = ['store' => $store];
        $engine->answers['counts'] = ['jobs' => [['state' => 'held', 'count' => 5]], 'held' => [
            ['code' => 'account_missing', 'count' => 3],
            // What a person put on hold needs nobody.
            ['code' => 'held_by_person', 'count' => 2],
        ]];
        return (new Condition(
            new FakeAvailability(),
            $engine,
            new FakeConnections(['default' => [1]]),
            $this->createMock(DrainSchedule::class),
            $this->createMock(CacheInterface::class),
            new Json()
        ))->get();
    }
}
