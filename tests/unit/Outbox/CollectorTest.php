<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Tests\Unit\Outbox;

use Ledgerline\Xero\Api\EngineException;
use Ledgerline\Xero\Config\Settings;
use Ledgerline\Xero\Config\Values;
use Ledgerline\Xero\Outbox\Collector;
use Ledgerline\Xero\Outbox\OrderInvoices;
use Ledgerline\Xero\Tests\Unit\Fake\FakeAvailability;
use Ledgerline\Xero\Tests\Unit\Fake\FakeConnections;
use Ledgerline\Xero\Tests\Unit\Fake\FakeEngine;
use Ledgerline\Xero\Tests\Unit\Fake\FakeGuard;
use Ledgerline\Xero\Tests\Unit\Fake\FakeReader;
use Ledgerline\Xero\Tests\Unit\Fake\FakeScopeConfig;
use Ledgerline\Xero\Tests\Unit\Fake\FakeTouchTable;
use Ledgerline\Xero\Tests\Unit\Fake\MemoryLogger;
use Magento\Framework\DB\Adapter\AdapterInterface;
use Magento\Framework\Lock\LockManagerInterface;
use Magento\Framework\Serialize\Serializer\Json;
use PHPUnit\Framework\TestCase;

class CollectorTest extends TestCase
{
    private FakeAvailability $availability;

    private FakeConnections $connections;

    private FakeScopeConfig $config;

    private FakeReader $reader;

    private FakeEngine $engine;

    private MemoryLogger $logger;

    private FakeTouchTable $table;

    private int $transactionLevel = 0;

    private bool $isLocked = false;

    private FakeGuard $guard;

    /** @var array<int,int[]> order to invoices */
    private array $invoices = [];

    protected function setUp(): void
    {
        $this->availability = new FakeAvailability();
        $this->guard = new FakeGuard();
        $this->connections = new FakeConnections();
        $this->config = new FakeScopeConfig();
        $this->reader = new FakeReader();
        $this->engine = new FakeEngine();
        $this->logger = new MemoryLogger();
        $adapter = $this->createStub(AdapterInterface::class);
        $adapter->method('getTransactionLevel')->willReturnCallback(fn (): int => $this->transactionLevel);
        $this->table = new FakeTouchTable($adapter);
    }

    public function testEverythingThatWasTouchedGoesIntoOneCallAndLeavesTheOutbox(): void
    {
        $this->table->insert(['customer' => [5], 'invoice' => [12]]);
        $this->table->insert(['creditmemo' => [3], 'customer' => [5]]);
        $this->collector()->catchUp();

        self::assertSame([['customer', [5]], ['invoice', [12]], ['creditmemo', [3]]], $this->reader->reads);
        $calls = $this->engine->callsOf('enqueue');
        self::assertCount(1, $calls);
        self::assertSame(['customer', 'invoice', 'creditmemo'], array_column($calls[0][0], 'kind'));
        self::assertSame(['purpose' => 'event', 'immediately' => false], $calls[0][1]);
        self::assertSame([], $this->table->listed());
    }

    public function testOnlyTheTouchesOfWhatAProcessTouchedLeaveTheOutbox(): void
    {
        $this->table->insert(['customer' => [5, 6], 'product' => [5]]);
        $this->collector()->collect(['customer' => [5]]);

        self::assertSame([['customer', [5]]], $this->reader->reads);
        self::assertSame(['customer 6', 'product 5'], $this->table->listed());
    }

    public function testWhatIsTouchedAgainWhileItIsReadIsReadAgain(): void
    {
        // The first of these processes cannot read, because this one does.
        $touchedMeanwhile = [['customer' => [5]], ['invoice' => [12]]];
        $this->engine->answers['enqueue'] = function () use (&$touchedMeanwhile): array {
            $this->table->insert(array_shift($touchedMeanwhile) ?? []);
            return [];
        };
        $this->table->insert(['product' => [7]]);
        $this->table->insert(['customer' => [5]]);
        $this->collector()->collect(['customer' => [5]]);

        self::assertSame([['customer', [5]], ['customer', [5]], ['invoice', [12]]], $this->reader->reads);
        self::assertSame(['product 7'], $this->table->listed(), 'left to cron, as it was before');
    }

    public function testWhatIsTouchedMeanwhileIsLeftToCronAfterAWhile(): void
    {
        $this->engine->answers['enqueue'] = function (): array {
            $this->table->insert(['customer' => [6]]);
            return [];
        };
        $this->table->insert(['customer' => [5]]);
        $this->collector()->collect(['customer' => [5]]);

        self::assertCount(4, $this->reader->reads);
        self::assertSame(['customer 6'], $this->table->listed());
    }

    public function testWhatTheEngineDoesNotTakeStaysInTheOutboxAndDoesNotHoldUpWhatFollows(): void
    {
        $this->table->insert(['customer' => range(1, 250)]);
        $full = true;
        $this->engine->answers['enqueue'] = static function (array $snapshots) use (&$full): array {
            if ($full) {
                $full = false;
                throw new EngineException(__('The disk is full.'), 'store_full');
            }
            return [];
        };
        $collector = $this->collector();
        $collector->catchUp();
        self::assertCount(200, $this->table->listed());

        $collector->catchUp();
        self::assertSame([], $this->table->listed());
    }

    public function testWhatOthersTouchWhileTheOutboxIsReadIsReadToo(): void
    {
        $touchedMeanwhile = [['customer' => [6]]];
        $this->engine->answers['enqueue'] = function () use (&$touchedMeanwhile): array {
            $this->table->insert(array_shift($touchedMeanwhile) ?? []);
            return [];
        };
        $this->table->insert(['customer' => [5]]);
        $this->collector()->catchUp();

        self::assertSame([['customer', [5]], ['customer', [6]]], $this->reader->reads);
        self::assertSame([], $this->table->listed());
    }

    public function testWhileAnotherProcessReadsNothingIsRead(): void
    {
        $this->isLocked = true;
        $this->table->insert(['customer' => [5]]);
        $collector = $this->collector();
        $collector->catchUp();
        $collector->collect(['customer' => [5]]);

        self::assertSame([[], ['customer 5']], [$this->reader->reads, $this->table->listed()]);
    }

    public function testARecordThatCannotBeReadIsLoggedAndDoesNotHoldUpTheOthers(): void
    {
        $this->reader->unreadable = ['customer' => [6]];
        $this->table->insert(['customer' => [5, 6, 7]]);
        $this->collector()->catchUp();

        self::assertSame(['5', '7'], array_column($this->engine->callsOf('enqueue')[0][0], 'id'));
        self::assertCount(1, $this->logger->lines);
        self::assertStringContainsString('{"customer":[6]}', $this->logger->lines[0]);
        self::assertSame([], $this->table->listed());
    }

    public function testEntitiesThatAreSentImmediatelyGoIntoACallOfTheirOwnAfterTheOthers(): void
    {
        $this->config->values['default']['ledgerline_xero/invoices/mode'] = 'immediately';
        $this->table->insert(['invoice' => [12]]);
        $this->table->insert(['customer' => [5]]);
        $this->collector()->catchUp();

        $calls = $this->engine->callsOf('enqueue');
        self::assertCount(2, $calls);
        self::assertSame(['customer'], array_column($calls[0][0], 'kind'));
        self::assertFalse($calls[0][1]['immediately']);
        self::assertSame(['invoice'], array_column($calls[1][0], 'kind'));
        self::assertTrue($calls[1][1]['immediately']);
    }

    public function testAnEntityThatIsSwitchedOffIsNotEvenRead(): void
    {
        $this->config->values['default']['ledgerline_xero/customers/enabled'] = '0';
        $this->table->insert(['customer' => [5]]);
        $this->collector()->catchUp();
        self::assertSame([], $this->reader->reads);
        self::assertSame([], $this->engine->calls);
    }

    public function testEachConnectionHasItsOwnSwitches(): void
    {
        $this->connections->websites = ['default' => [1], 'website_uk' => [2]];
        $this->reader->connections = ['default', 'website_uk'];
        $this->config->values['default']['ledgerline_xero/products/enabled'] = '0';
        $this->config->values['websites/2']['ledgerline_xero/products/enabled'] = '1';
        $this->table->insert(['product' => [5]]);
        $this->collector()->catchUp();
        $calls = $this->engine->callsOf('enqueue');
        self::assertCount(1, $calls);
        self::assertSame(['website_uk'], array_column($calls[0][0], 'connection'));
    }

    public function testOrdersAreLeftAloneWhereInvoicesAreTheDocuments(): void
    {
        $this->table->insert(['order' => [9]]);
        $this->collector()->catchUp();
        self::assertSame([], $this->reader->reads);
    }

    public function testWhereOrdersAreTheDocumentsAnInvoiceTouchesItsOrderAndIsReadForItsPayment(): void
    {
        $this->config->values['default']['ledgerline_xero/sync/document'] = 'order';
        $this->config->values['default']['ledgerline_xero/invoices/enabled'] = '0';
        $this->config->values['default']['ledgerline_xero/payments/mode'] = 'immediately';
        $this->invoices = [9 => [12], 10 => [14]];
        $this->table->insert(['invoice' => [12]]);
        $this->table->insert([Collector::INVOICES_OF_ORDER => [10]]);
        $this->collector()->catchUp();
        self::assertSame([['order', [10, 9]], ['invoice', [12, 14]]], $this->reader->reads);
        $calls = $this->engine->callsOf('enqueue');
        self::assertSame(['order', 'order'], array_column($calls[0][0], 'kind'));
        self::assertSame(['invoice', 'invoice'], array_column($calls[1][0], 'kind'));
        self::assertTrue($calls[1][1]['immediately']);
    }

    public function testWhereOrdersAreTheDocumentsAndPaymentsAreNotSentInvoicesAreNotRead(): void
    {
        $this->config->values['default']['ledgerline_xero/sync/document'] = 'order';
        $this->config->values['default']['ledgerline_xero/payments/enabled'] = '0';
        $this->invoices = [9 => [12]];
        $this->table->insert(['invoice' => [12]]);
        $this->collector()->catchUp();
        self::assertSame([['order', [9]]], $this->reader->reads);
    }

    public function testAPaymentTouchesTheInvoicesOfItsOrder(): void
    {
        $this->invoices = [9 => [12, 13]];
        $this->table->insert([Collector::INVOICES_OF_ORDER => [9]]);
        $this->collector()->catchUp();
        self::assertSame([['invoice', [12, 13]]], $this->reader->reads);
    }

    public function testWithoutTheExtensionNothingIsReadAndNothingIsLogged(): void
    {
        $this->availability->ready = false;
        $this->table->insert(['customer' => [5]]);
        $this->collector()->catchUp();
        self::assertSame([[], [], []], [$this->reader->reads, $this->engine->calls, $this->logger->lines]);
    }

    /**
     * @dataProvider failures
     */
    public function testAFailureOfTheEngineIsLoggedWithCodeAndIdsAndGoesNoFurther(\Throwable $failure, string $code): void
    {
        $this->engine->answers['enqueue'] = $failure;
        $this->table->insert(['customer' => [5]]);
        $this->table->insert(['customer' => [6]]);
        $this->collector()->catchUp();
        self::assertCount(1, $this->logger->lines);
        self::assertStringContainsString($code, $this->logger->lines[0]);
        self::assertStringContainsString('{"customer":["5","6"]}', $this->logger->lines[0]);
        self::assertStringNotContainsString('ann@example.com', $this->logger->lines[0]);
    }

    public static function failures(): array
    {
        return [
            'store' => [new EngineException(__('The disk is full.'), 'store_full'), 'store_full'],
            'a defect that names a customer' => [new \TypeError('bad value ann@example.com'), 'internal'],
        ];
    }

    public function testAnEntityThatCannotBeReadDoesNotKeepTheOthersBack(): void
    {
        $this->reader->failures['customer'] = new \RuntimeException('no table');
        $this->table->insert(['customer' => [5]]);
        $this->table->insert(['invoice' => [12]]);
        $this->collector()->catchUp();
        self::assertCount(1, $this->logger->lines);
        self::assertSame(['invoice'], array_column($this->engine->callsOf('enqueue')[0][0], 'kind'));
    }

    public function testARefusedSnapshotIsLogged(): void
    {
        $this->engine->answers['enqueue'] = ['accepted' => 0, 'refused' => [[
            'index' => 0, 'kind' => 'customer', 'id' => '5', 'field' => 'email', 'code' => 'snapshot_invalid',
            'message' => '"ann@example.com" is not text',
        ]]];
        $this->table->insert(['customer' => [5]]);
        $this->collector()->catchUp();
        self::assertCount(1, $this->logger->lines);
        self::assertStringContainsString('snapshot_invalid', $this->logger->lines[0]);
        self::assertStringContainsString('"field":"email"', $this->logger->lines[0]);
        self::assertStringNotContainsString('ann@example.com', $this->logger->lines[0]);
    }

    public function testALogThatCannotBeWrittenDoesNotThrowEither(): void
    {
        $this->engine->answers['enqueue'] = new EngineException(__('The disk is full.'), 'store_full');
        $logger = new class extends MemoryLogger {
            public function log($level, $message, array $context = []): void
            {
                throw new \UnexpectedValueException('The stream could not be opened');
            }
        };
        $this->logger = $logger;
        $this->table->insert(['customer' => [5]]);
        $this->collector()->catchUp();
        self::assertCount(1, $this->engine->callsOf('enqueue'));
    }

    public function testInsideAnOpenTransactionNothingIsRead(): void
    {
        $this->transactionLevel = 1;
        $this->table->insert(['customer' => [5]]);
        $this->collector()->catchUp();
        self::assertSame([], $this->reader->reads);
        self::assertSame(['customer 5'], $this->table->listed());
    }

    public function testAStoreThatDoesNotSendLeavesTheOutboxToTheOneThatDoes(): void
    {
        $this->guard = FakeGuard::foreign();
        $this->table->insert(['customer' => [5], 'invoice' => [12]]);
        $this->collector()->catchUp();
        $this->collector()->collect(['customer' => [5]]);

        self::assertFalse($this->collector()->enqueue(['customer' => [5]]));
        self::assertSame(['customer 5', 'invoice 12'], $this->table->listed());
        self::assertSame([[], []], [$this->reader->reads, $this->engine->calls]);
        self::assertSame([], $this->logger->lines, 'the admin is told, not each request');
    }

    public function testWithoutTouchesNobodyIsAskedWhoSends(): void
    {
        $this->collector()->catchUp();
        self::assertSame(0, $this->guard->asked);
    }

    private function collector(): Collector
    {
        $orderInvoices = $this->createStub(OrderInvoices::class);
        $orderInvoices->method('invoicesOf')->willReturnCallback(
            fn (array $orders): array => array_merge([], ...array_map(fn (int $order): array => $this->invoices[$order] ?? [], $orders))
        );
        $orderInvoices->method('ordersOf')->willReturnCallback(fn (array $invoices): array => array_keys(
            array_filter($this->invoices, static fn (array $of): bool => array_intersect($of, $invoices) !== [])
        ));
        $locks = $this->createStub(LockManagerInterface::class);
        $locks->method('lock')->willReturnCallback(fn (): bool => !$this->isLocked);
        return new Collector(
            $this->availability,
            $this->guard,
            new Settings(new Values($this->config, new Json()), $this->connections),
            $this->connections,
            $this->reader,
            $this->engine,
            $orderInvoices,
            $this->table,
            $locks,
            $this->logger
        );
    }
}
