<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Tests\Unit\Notification;

use Ledgerline\Xero\Notification\Condition;
use Ledgerline\Xero\Notification\DrainSchedule;
use Ledgerline\Xero\Reconcile\Verdict;
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
        $condition = $this->condition(['ok' => false, 'code' => 'store_damaged', 'message' => 'One line.', 'schema' => 6]);
        self::assertSame(['code' => 'store_damaged', 'message' => 'One line.', 'usable' => true], $condition['store']);
        self::assertSame(3, $condition['held']);
    }

    public function testOfAStoreThatCannotBeOpenedNothingElseIsAsked(): void
    {
        $condition = $this->condition(['ok' => false, 'code' => 'store_not_writable', 'message' => 'No rights.', 'schema' => null]);
        self::assertFalse($condition['store']['usable']);
        self::assertSame(0, $condition['held']);
    }

    private function condition(array $store): array
    {
        $engine = new FakeEngine();
        $engine->answers['health'] = ['store' => $store];
        $engine->answers['counts'] = ['jobs' => [['state' => 'held', 'count' => 5]], 'held' => [
            ['code' => 'account_missing', 'count' => 3],
            // What a person put on hold needs nobody.
            ['code' => 'held_by_person', 'count' => 2],
        ]];
        return (new Condition(
            new FakeAvailability(),
            $engine,
            new FakeConnections(),
            $this->createMock(DrainSchedule::class),
            $this->createMock(CacheInterface::class),
            new Json(),
            new Verdict()
        ))->get();
    }
}
