<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Tests\Unit\Outbox;

use Ledgerline\Xero\Config\Settings;
use Ledgerline\Xero\Config\Values;
use Ledgerline\Xero\Outbox\Collector;
use Ledgerline\Xero\Outbox\OrderInvoices;
use Ledgerline\Xero\Outbox\Touched;
use Ledgerline\Xero\Tests\Unit\Fake\FakeAvailability;
use Ledgerline\Xero\Tests\Unit\Fake\FakeConnections;
use Ledgerline\Xero\Tests\Unit\Fake\FakeEngine;
use Ledgerline\Xero\Tests\Unit\Fake\FakeGuard;
use Ledgerline\Xero\Tests\Unit\Fake\FakeReader;
use Ledgerline\Xero\Tests\Unit\Fake\FakeScopeConfig;
use Ledgerline\Xero\Tests\Unit\Fake\FakeTouchTable;
use Ledgerline\Xero\Tests\Unit\Fake\MemoryLogger;
use Magento\Framework\DB\Adapter\AdapterInterface;
use Magento\Framework\DB\Adapter\DeadlockException;
use Magento\Framework\DB\Adapter\LockWaitException;
use Magento\Framework\Lock\LockManagerInterface;
use Magento\Framework\Serialize\Serializer\Json;
use PHPUnit\Framework\TestCase;

class TouchedTest extends TestCase
{
    private FakeAvailability $availability;

    private FakeScopeConfig $config;

    private FakeReader $reader;

    private FakeEngine $engine;

    private MemoryLogger $logger;

    private AdapterInterface $adapter;

    private FakeTouchTable $table;

    private int $transactionLevel = 0;

    protected function setUp(): void
    {
        $this->availability = new FakeAvailability();
        $this->config = new FakeScopeConfig();
        $this->reader = new FakeReader();
        $this->engine = new FakeEngine();
        $this->logger = new MemoryLogger();
        $this->adapter = $this->createStub(AdapterInterface::class);
        $this->adapter->method('getTransactionLevel')->willReturnCallback(fn (): int => $this->transactionLevel);
        $this->table = new FakeTouchTable($this->adapter);
    }

    public function testWhatATransactionTouchedIsWrittenOnceBeforeItsCommit(): void
    {
        $touched = $this->touched();
        $this->transactionLevel = 2;
        $touched->add('customer', 5);
        $touched->add('invoice', 12);
        $touched->beforeCommit($this->adapter);
        self::assertSame([], $this->table->listed(), 'an inner transaction commits nothing');
        $this->transactionLevel = 1;
        $touched->add('customer', 5);
        $touched->beforeCommit($this->adapter);

        self::assertSame(['customer 5', 'invoice 12'], $this->table->listed());
        self::assertSame(1, $this->table->inserts);
        self::assertSame([[], []], [$this->reader->reads, $this->engine->calls]);
    }

    public function testAnotherTransactionThatTouchesTheSameRecordWritesItAgain(): void
    {
        $touched = $this->touched();
        $this->commit($touched, ['customer' => [5]]);
        $this->commit($touched, ['customer' => [5]]);
        $this->commit($touched, []);

        self::assertSame([['customer 5', 'customer 5'], 2], [$this->table->listed(), $this->table->inserts]);
    }

    public function testATransactionThatIsUndoneTakesItsTouchesAlong(): void
    {
        $touched = $this->touched();
        $this->transactionLevel = 1;
        $touched->add('invoice', 12);
        $this->transactionLevel = 0;
        $touched->afterRollBack($this->adapter);
        $this->commit($touched, ['customer' => [5]]);

        self::assertSame(['customer 5'], $this->table->listed());
    }

    public function testAnotherConnectionsTransactionsMeanNothing(): void
    {
        $other = $this->createStub(AdapterInterface::class);
        $other->method('getTransactionLevel')->willReturn(1);
        $touched = $this->touched();
        $this->transactionLevel = 1;
        $touched->add('invoice', 12);
        $touched->beforeCommit($other);
        self::assertSame([], $this->table->listed());
        $touched->afterRollBack($other);
        $touched->beforeCommit($this->adapter);

        self::assertSame(['invoice 12'], $this->table->listed());
    }

    public function testAWebRequestLeavesReadingToCron(): void
    {
        $touched = $this->touched();
        $this->commit($touched, ['customer' => range(1, 450)]);
        $touched->end();

        self::assertSame([[], []], [$this->reader->reads, $this->engine->calls]);
        self::assertCount(450, $this->table->listed());
    }

    public function testAWebRequestReadsAtItsEndWhatIsSentImmediately(): void
    {
        $this->config->values['default']['ledgerline_xero/invoices/mode'] = 'immediately';
        $this->table->insert(['customer' => [1]]);
        $touched = $this->touched();
        $this->commit($touched, ['customer' => [5], 'invoice' => [12]]);
        self::assertSame([], $this->engine->calls);
        $touched->end();

        $calls = $this->engine->callsOf('enqueue');
        self::assertSame([['customer'], ['invoice']], [array_column($calls[0][0], 'kind'), array_column($calls[1][0], 'kind')]);
        self::assertSame([false, true], array_column(array_column($calls, 1), 'immediately'));
        self::assertSame(['customer 1'], $this->table->listed(), 'what others touched is left to cron');
    }

    public function testALongProcessReadsEveryTwoHundredRecordsAndAtItsEnd(): void
    {
        $touched = $this->touched(true);
        for ($id = 1; $id <= 450; $id++) {
            $this->commit($touched, ['customer' => [$id]]);
        }
        self::assertCount(2, $this->engine->callsOf('enqueue'));
        $touched->end();
        self::assertSame([200, 200, 50], array_map('count', array_column($this->engine->callsOf('enqueue'), 0)));
        self::assertSame([], $this->table->listed());
    }

    public function testALongProcessReadsNothingInsideOfATransaction(): void
    {
        $touched = $this->touched(true);
        $this->transactionLevel = 1;
        for ($id = 1; $id <= 450; $id++) {
            $touched->add('customer', $id);
        }
        self::assertSame([], $this->reader->reads);
    }

    public function testOutsideOfATransactionTouchesAreWrittenAtTheEnd(): void
    {
        $touched = $this->touched();
        $touched->add('product', 3);
        self::assertSame([], $this->table->listed());
        $touched->end();

        self::assertSame(['product 3'], $this->table->listed());
    }

    public function testRecordsThatAreAboutToBeSavedAreWrittenAfterwards(): void
    {
        $touched = $this->touched(true);
        for ($id = 1; $id <= 300; $id++) {
            $touched->add('product', $id, false);
        }
        $this->commit($touched, ['customer' => [5]]);
        self::assertSame([['customer 5'], []], [$this->table->listed(), $this->reader->reads]);
        $touched->flush();
        self::assertSame([], $this->table->listed());
        self::assertSame([['customer', [5]], ['product', range(1, 300)]], $this->merged($this->reader->reads));
    }

    public function testAnOutboxThatCannotBeWrittenIsAskedOnceAndTheRecordsAreReadAtTheEnd(): void
    {
        $this->table->failure = new \Zend_Db_Exception('Base table or view not found');
        $touched = $this->touched();
        $this->commit($touched, ['customer' => [5]]);
        $this->commit($touched, ['invoice' => [12]]);
        $touched->end();

        self::assertSame(['customer', 'invoice'], array_column($this->engine->callsOf('enqueue')[0][0], 'kind'));
        self::assertCount(1, $this->logger->lines);
        self::assertStringContainsString('database: ', $this->logger->lines[0]);
    }

    /**
     * A commit after the database has undone the transaction would succeed and save nothing.
     *
     * @dataProvider undone
     */
    public function testATransactionThatTheDatabaseHasUndoneIsNotCommitted(\Throwable $failure, bool $undoneByTimeouts, bool $thrown): void
    {
        $this->table->failure = $failure;
        $this->table->undoneByTimeouts = $undoneByTimeouts;
        $touched = $this->touched();
        $caught = null;
        try {
            $this->commit($touched, ['invoice' => [12]]);
        } catch (\Throwable $caught) {
            self::assertSame($failure, $caught);
        }
        self::assertSame($thrown, $caught !== null);
    }

    public static function undone(): array
    {
        return [
            'a deadlock' => [new DeadlockException('1213'), false, true],
            'a lock that was waited for too long' => [new LockWaitException('1205'), false, false],
            'the same, on a server that undoes the transaction then' => [new LockWaitException('1205'), true, true],
            'anything else' => [new \Zend_Db_Exception('1142'), true, false],
        ];
    }

    public function testTheEndInsideOfATransactionWritesNothing(): void
    {
        $touched = $this->touched();
        $this->transactionLevel = 1;
        $touched->add('customer', 5);
        $touched->end();

        self::assertSame([[], []], [$this->table->listed(), $this->reader->reads]);
        self::assertCount(1, $this->logger->lines);
    }

    public function testWithoutTheExtensionTouchesWaitInTheOutboxAndNothingIsLogged(): void
    {
        $this->availability->ready = false;
        $touched = $this->touched(true);
        $this->commit($touched, ['customer' => [5]]);
        $touched->end();

        self::assertSame([['customer 5'], [], []], [$this->table->listed(), $this->engine->calls, $this->logger->lines]);
    }

    public function testWhatIsTouchedWhileFlushingIsReadInTheSameFlush(): void
    {
        $touched = $this->touched(true);
        $this->engine->answers['enqueue'] = function () use ($touched): array {
            $this->engine->answers = [];
            $this->commit($touched, ['customer' => [6]]);
            $touched->flush();
            return [];
        };
        $this->commit($touched, ['customer' => [5]]);
        $touched->flush();
        self::assertSame([['customer', [5]], ['customer', [6]]], $this->reader->reads);
        $touched->flush();
        self::assertSame([['customer', [5]], ['customer', [6]]], $this->reader->reads);
        self::assertSame([], $this->table->listed());
    }

    public function testIdsThatAreNoneAreIgnored(): void
    {
        $touched = $this->touched();
        $this->commit($touched, ['customer' => [0]]);
        $touched->flush();
        self::assertSame([0, []], [$this->table->inserts, $this->reader->reads]);
    }

    /** @param array<string,int[]> $ids */
    private function commit(Touched $touched, array $ids): void
    {
        $this->transactionLevel = 1;
        foreach ($ids as $entity => $list) {
            foreach ($list as $id) {
                $touched->add($entity, $id);
            }
        }
        $touched->beforeCommit($this->adapter);
        $this->transactionLevel = 0;
        $touched->afterCommit($this->adapter);
    }

    /** Reads of one entity in a row, as one. */
    private function merged(array $reads): array
    {
        $merged = [];
        foreach ($reads as [$entity, $ids]) {
            $merged[$entity] = array_merge($merged[$entity] ?? [], $ids);
        }
        return array_map(null, array_keys($merged), array_values($merged));
    }

    private function touched(bool $longProcess = false): Touched
    {
        $connections = new FakeConnections();
        $locks = $this->createStub(LockManagerInterface::class);
        $locks->method('lock')->willReturn(true);
        $orderInvoices = $this->createStub(OrderInvoices::class);
        $settings = new Settings(new Values($this->config, new Json()), $connections);
        $collector = new Collector(
            $this->availability,
            new FakeGuard(),
            $settings,
            $connections,
            $this->reader,
            $this->engine,
            $orderInvoices,
            $this->table,
            $locks,
            $this->logger
        );
        return new Touched($this->table, $collector, $settings, $connections, $this->logger, $longProcess);
    }
}
