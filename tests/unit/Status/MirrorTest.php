<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Tests\Unit\Status;

use Ledgerline\Xero\Api\Data\Standing;
use Ledgerline\Xero\Api\EngineException;
use Ledgerline\Xero\Status\Mirror;
use Ledgerline\Xero\Status\RecordStatus;
use Ledgerline\Xero\Status\Table;
use Ledgerline\Xero\Tests\Unit\Fake\FakeConnections;
use Ledgerline\Xero\Tests\Unit\Fake\FakeEngine;
use Ledgerline\Xero\Tests\Unit\Fake\FakeGuard;
use Ledgerline\Xero\Tests\Unit\Fake\FakeReader;
use Magento\Framework\Lock\LockManagerInterface;
use PHPUnit\Framework\TestCase;

class MirrorTest extends TestCase
{
    private FakeEngine $engine;

    /** @var array<string,array> by "entity id" */
    private array $rows = [];

    private bool $locked = false;

    private FakeGuard $guard;

    protected function setUp(): void
    {
        $this->engine = new FakeEngine();
        $this->guard = new FakeGuard();
        $this->engine->answers['standings'] = static fn (string $entity, array $ids): array
            => $entity === 'order' ? [] : array_fill_keys($ids, [self::standing('synced', 'default')]);
    }

    public function testEveryPageIsCopiedBeforeItsPositionIsKept(): void
    {
        $pages = [
            ['items' => [self::item('invoice', '7'), self::item('guest', 'a@example.com')], 'next' => '1:1', 'more' => true],
            ['items' => [self::item('customer', '3')], 'next' => '2:0', 'more' => false],
        ];
        $this->engine->answers['changes'] = static function () use (&$pages): array {
            return array_shift($pages);
        };
        self::assertSame(2, $this->mirror()->follow());
        self::assertSame(['invoice 7', 'order 70', 'customer 3'], array_keys($this->rows));
        self::assertSame([[Mirror::CURSOR, '1:1'], [Mirror::CURSOR, '2:0']], $this->engine->callsOf('setCursor'));
    }

    public function testAnOrderStandsAsTheWorstOfItsDocuments(): void
    {
        $this->rows['creditmemo 9'] = ['entity_id' => 9, 'state' => RecordStatus::HELD, 'about_type' => 'creditmemo', 'about_id' => 9];
        $this->engine->answers['changes'] = ['items' => [self::item('invoice', '7')], 'next' => '1:1', 'more' => false];
        $this->mirror()->follow();
        self::assertSame(RecordStatus::HELD, $this->rows['order 70']['state']);
        self::assertSame(['creditmemo', 9], [$this->rows['order 70']['about_type'], $this->rows['order 70']['about_id']]);
    }

    public function testARecordThatNobodyKnowsLosesItsRow(): void
    {
        $this->rows['customer 3'] = ['state' => RecordStatus::HELD];
        $this->engine->answers['standings'] = [];
        self::assertSame(0, $this->mirror()->refresh('customer', [3]));
        self::assertSame([], $this->rows);
    }

    public function testAnotherProcessIsLeftAlone(): void
    {
        $this->locked = true;
        self::assertSame(0, $this->mirror()->follow());
        self::assertSame([], $this->engine->callsOf('changes'));
    }

    public function testTheGridsDoNotShowAStoreThatDoesNotSend(): void
    {
        $this->guard = FakeGuard::foreign();
        $this->rows['customer 3'] = ['state' => RecordStatus::HELD];
        self::assertSame(0, $this->mirror()->follow());
        try {
            $this->mirror()->rebuild();
            self::fail('It was rebuilt from a store that does not send.');
        } catch (EngineException $e) {
            self::assertSame('store_foreign', $e->getErrorCode());
        }
        self::assertSame(['customer 3'], array_keys($this->rows));
        self::assertSame([], $this->engine->calls);
    }

    public function testOfSeveralOrganisationsTheOneInTroubleIsShown(): void
    {
        $worst = RecordStatus::worst(array_map(Standing::fromEngine(...), [
            self::standing('synced', 'default'), self::standing('failed', 'website_uk'), self::standing('running', 'x'),
        ]));
        self::assertSame('website_uk', $worst->connection);
        self::assertNull(RecordStatus::worst([]));
    }

    public function testWhatAPersonPutOnHoldIsNoTrouble(): void
    {
        self::assertSame(RecordStatus::ON_HOLD, RecordStatus::of(Standing::fromEngine(['state' => 'held', 'code' => 'held_by_person'])));
        self::assertSame(RecordStatus::HELD, RecordStatus::of(Standing::fromEngine(['state' => 'held', 'code' => 'tax_rate_unmapped'])));
        self::assertSame('held', RecordStatus::of(RecordStatus::worst(array_map(Standing::fromEngine(...), [
            ['state' => 'held', 'code' => 'held_by_person'], ['state' => 'held', 'code' => 'account_missing'],
        ]))));
    }

    public function testWhatWasTakenOutIsFoundAsSuchAlthoughXeroHasIt(): void
    {
        self::assertSame(RecordStatus::EXCLUDED, RecordStatus::of(Standing::fromEngine(['state' => 'synced', 'excluded' => true])));
        self::assertSame(RecordStatus::SYNCED, RecordStatus::of(Standing::fromEngine(['state' => 'synced', 'excluded' => false])));
        self::assertSame(RecordStatus::WAITING, RecordStatus::of(Standing::fromEngine(['state' => 'unknown', 'excluded' => true])));
        $this->engine->answers['standings'] = ['3' => [['excluded' => true] + self::standing('synced', 'default')]];
        $this->mirror()->refresh('customer', [3]);
        self::assertSame(RecordStatus::EXCLUDED, $this->rows['customer 3']['state']);
    }

    /** @dataProvider words */
    public function testAGridKnowsFewWords(string $word, string $shown): void
    {
        self::assertSame($shown, RecordStatus::shown($word));
    }

    public static function words(): array
    {
        return [['running', 'waiting'], ['unknown', 'waiting'], ['skipped', 'none'], ['held', 'held'], ['excluded', 'excluded'], ['something new', 'none']];
    }

    private static function item(string $entity, string $id): array
    {
        return ['entity' => $entity, 'entity_id' => $id];
    }

    private static function standing(string $state, string $connection): array
    {
        return ['connection' => $connection, 'state' => $state, 'code' => '', 'message' => '', 'number' => 'N', 'xero_url' => str_repeat('x', 300)];
    }

    private function mirror(): Mirror
    {
        $table = $this->createMock(Table::class);
        $table->method('write')->willReturnCallback(function (array $rows): void {
            foreach ($rows as $row) {
                self::assertLessThanOrEqual(255, strlen($row['xero_url'] ?? ''));
                $this->rows[$row['entity_type'] . ' ' . $row['entity_id']] = $row;
            }
        });
        $table->method('delete')->willReturnCallback(function (string $entity, array $ids): void {
            foreach ($ids as $id) {
                unset($this->rows["$entity $id"]);
            }
        });
        $table->method('read')->willReturnCallback(fn (string $entity, array $ids): array
            => array_filter(array_combine($ids, array_map(fn (int $id): ?array => $this->rows["$entity $id"] ?? null, $ids))));
        $table->method('orders')->willReturnCallback(static fn (string $entity): array => $entity === 'invoice' ? [70] : []);
        $table->method('documents')->willReturn([70 => ['invoice' => [7], 'creditmemo' => [9]]]);
        $locks = $this->createMock(LockManagerInterface::class);
        $locks->method('lock')->willReturnCallback(fn (): bool => !$this->locked);
        return new Mirror($this->engine, $this->guard, $table, $locks, new FakeReader(), new FakeConnections());
    }
}
