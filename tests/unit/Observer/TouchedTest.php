<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Tests\Unit\Observer;

use Ledgerline\Xero\Api\EngineException;
use Ledgerline\Xero\Config\Settings;
use Ledgerline\Xero\Config\Values;
use Ledgerline\Xero\Observer\OrderInvoices;
use Ledgerline\Xero\Observer\Touched;
use Ledgerline\Xero\Tests\Unit\Fake\FakeAvailability;
use Ledgerline\Xero\Tests\Unit\Fake\FakeConnections;
use Ledgerline\Xero\Tests\Unit\Fake\FakeEngine;
use Ledgerline\Xero\Tests\Unit\Fake\FakeReader;
use Ledgerline\Xero\Tests\Unit\Fake\FakeScopeConfig;
use Ledgerline\Xero\Tests\Unit\Fake\MemoryLogger;
use Magento\Framework\App\ResourceConnection;
use Magento\Framework\DB\Adapter\AdapterInterface;
use Magento\Framework\Serialize\Serializer\Json;
use PHPUnit\Framework\TestCase;

class TouchedTest extends TestCase
{
    /** @var FakeAvailability */
    private $availability;

    /** @var FakeConnections */
    private $connections;

    /** @var FakeScopeConfig */
    private $config;

    /** @var FakeReader */
    private $reader;

    /** @var FakeEngine */
    private $engine;

    /** @var MemoryLogger */
    private $logger;

    /** @var int */
    private $transactionLevel = 0;

    /** @var array<int,int[]> order to invoices */
    private $invoices = [];

    protected function setUp(): void
    {
        $this->availability = new FakeAvailability();
        $this->connections = new FakeConnections();
        $this->config = new FakeScopeConfig();
        $this->reader = new FakeReader();
        $this->engine = new FakeEngine();
        $this->logger = new MemoryLogger();
    }

    public function testEverythingOfARequestGoesIntoOneCall(): void
    {
        $touched = $this->touched();
        $touched->add('customer', 5);
        $touched->addInvoice(12, 9);
        $touched->add('customer', 5);
        $touched->add('creditmemo', 3);
        self::assertSame([], $this->engine->calls, 'nothing is done before the end');

        $touched->flush();

        self::assertSame([['customer', [5]], ['invoice', [12]], ['creditmemo', [3]]], $this->reader->reads);
        $calls = $this->engine->callsOf('enqueue');
        self::assertCount(1, $calls);
        self::assertSame(['customer', 'invoice', 'creditmemo'], array_column($calls[0][0], 'kind'));
        self::assertSame(['purpose' => 'event', 'immediately' => false], $calls[0][1]);
    }

    public function testASecondFlushHasNothingToDo(): void
    {
        $touched = $this->touched();
        $touched->add('product', 1);
        $touched->flush();
        $touched->flush();
        self::assertCount(1, $this->engine->callsOf('enqueue'));
    }

    public function testEntitiesThatAreSentImmediatelyGoIntoACallOfTheirOwnAfterTheOthers(): void
    {
        $this->config->values['default']['ledgerline_xero/invoices/mode'] = 'immediately';
        $touched = $this->touched();
        $touched->addInvoice(12, 9);
        $touched->add('customer', 5);
        $touched->flush();

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
        $touched = $this->touched();
        $touched->add('customer', 5);
        $touched->flush();
        self::assertSame([], $this->reader->reads);
        self::assertSame([], $this->engine->calls);
    }

    public function testEachConnectionHasItsOwnSwitches(): void
    {
        $this->connections->websites = ['default' => [1], 'website_uk' => [2]];
        $this->reader->connections = ['default', 'website_uk'];
        $this->config->values['default']['ledgerline_xero/products/enabled'] = '0';
        $this->config->values['websites/2']['ledgerline_xero/products/enabled'] = '1';
        $touched = $this->touched();
        $touched->add('product', 5);
        $touched->flush();
        $calls = $this->engine->callsOf('enqueue');
        self::assertCount(1, $calls);
        self::assertSame(['website_uk'], array_column($calls[0][0], 'connection'));
    }

    public function testOrdersAreLeftAloneWhereInvoicesAreTheDocuments(): void
    {
        $touched = $this->touched();
        $touched->add('order', 9);
        $touched->flush();
        self::assertSame([], $this->reader->reads);
    }

    public function testWhereOrdersAreTheDocumentsAnInvoiceTouchesItsOrderAndIsReadForItsPayment(): void
    {
        $this->config->values['default']['ledgerline_xero/sync/document'] = 'order';
        $this->config->values['default']['ledgerline_xero/invoices/enabled'] = '0';
        $this->config->values['default']['ledgerline_xero/payments/mode'] = 'immediately';
        $this->invoices = [10 => [14]];
        $touched = $this->touched();
        $touched->addInvoice(12, 9);
        $touched->addInvoicesOf(10);
        $touched->flush();
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
        $touched = $this->touched();
        $touched->addInvoice(12, 9);
        $touched->flush();
        self::assertSame([['order', [9]]], $this->reader->reads);
    }

    public function testAPaymentTouchesTheInvoicesOfItsOrder(): void
    {
        $this->invoices = [9 => [12, 13]];
        $touched = $this->touched();
        $touched->addInvoicesOf(9);
        $touched->flush();
        self::assertSame([['invoice', [12, 13]]], $this->reader->reads);
    }

    public function testAPaymentSavedTogetherWithItsInvoiceCostsNoQuery(): void
    {
        $this->invoices = [9 => [11, 12]];
        $touched = $this->touched();
        $touched->addInvoicesOf(9);
        $touched->addInvoice(12, 9);
        $touched->flush();
        self::assertSame([['invoice', [12]]], $this->reader->reads);
    }

    public function testWithoutTheExtensionNothingIsReadAndNothingIsLogged(): void
    {
        $this->availability->ready = false;
        $touched = $this->touched();
        $touched->add('customer', 5);
        $touched->flush();
        self::assertSame([[], [], []], [$this->reader->reads, $this->engine->calls, $this->logger->lines]);
    }

    /**
     * @dataProvider failures
     */
    public function testAFailureOfTheEngineIsLoggedWithCodeAndIdsAndGoesNoFurther(\Throwable $failure, string $code): void
    {
        $this->engine->answers['enqueue'] = $failure;
        $touched = $this->touched();
        $touched->add('customer', 5);
        $touched->add('customer', 6);
        $touched->flush();
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
        $touched = $this->touched();
        $touched->add('customer', 5);
        $touched->addInvoice(12, 9);
        $touched->flush();
        self::assertCount(1, $this->logger->lines);
        self::assertSame(['invoice'], array_column($this->engine->callsOf('enqueue')[0][0], 'kind'));
    }

    public function testARefusedSnapshotIsLogged(): void
    {
        $this->engine->answers['enqueue'] = ['accepted' => 0, 'refused' => [[
            'index' => 0, 'kind' => 'customer', 'id' => '5', 'field' => 'email', 'code' => 'snapshot_invalid',
            'message' => '"ann@example.com" is not text',
        ]]];
        $touched = $this->touched();
        $touched->add('customer', 5);
        $touched->flush();
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
        $touched = $this->touched();
        $touched->add('customer', 5);
        $touched->flush();
        self::assertCount(1, $this->engine->callsOf('enqueue'));
    }

    public function testInsideAnOpenTransactionNothingIsRead(): void
    {
        $this->transactionLevel = 1;
        $touched = $this->touched();
        $touched->add('customer', 5);
        $touched->flush();
        self::assertSame([], $this->reader->reads);
        self::assertCount(1, $this->logger->lines);
    }

    public function testALongProcessFlushesEveryTwoHundredRecords(): void
    {
        $touched = $this->touched(true);
        for ($id = 1; $id <= 450; $id++) {
            $touched->add('customer', $id);
        }
        self::assertCount(2, $this->engine->callsOf('enqueue'));
        $touched->end();
        $calls = $this->engine->callsOf('enqueue');
        self::assertSame([200, 200, 50], array_map('count', array_column($calls, 0)));
    }

    public function testAWebRequestWaitsForItsEndAndThenCallsInPortions(): void
    {
        $touched = $this->touched(false);
        for ($id = 1; $id <= 450; $id++) {
            $touched->add('customer', $id);
        }
        self::assertSame([], $this->engine->calls);
        $touched->end();
        self::assertSame([200, 200, 50], array_map('count', array_column($this->engine->callsOf('enqueue'), 0)));
    }

    public function testRecordsThatAreAboutToBeSavedAreNotReadYet(): void
    {
        $touched = $this->touched(true);
        for ($id = 1; $id <= 300; $id++) {
            $touched->add('product', $id, false);
        }
        self::assertSame([], $this->reader->reads);
        $touched->flush();
        self::assertCount(2, $this->reader->reads);
    }

    public function testWhatIsTouchedWhileFlushingIsKeptForTheNextFlush(): void
    {
        $touched = $this->touched(true);
        $this->engine->answers['enqueue'] = static function () use ($touched): array {
            $touched->add('customer', 6);
            $touched->flush();
            return [];
        };
        $touched->add('customer', 5);
        $touched->flush();
        self::assertCount(1, $this->engine->callsOf('enqueue'));
        $this->engine->answers = [];
        $touched->flush();
        self::assertSame([['customer', [5]], ['customer', [6]]], $this->reader->reads);
    }

    public function testIdsThatAreNoneAreIgnored(): void
    {
        $touched = $this->touched();
        $touched->add('customer', 0);
        $touched->addInvoice(0, 9);
        $touched->addInvoicesOf(0);
        $touched->flush();
        self::assertSame([], $this->reader->reads);
    }

    private function touched(bool $longProcess = false): Touched
    {
        $adapter = $this->createStub(AdapterInterface::class);
        $adapter->method('getTransactionLevel')->willReturnCallback(function (): int {
            return $this->transactionLevel;
        });
        $resource = $this->createStub(ResourceConnection::class);
        $resource->method('getConnection')->willReturn($adapter);
        $orderInvoices = $this->createStub(OrderInvoices::class);
        $orderInvoices->method('find')->willReturnCallback(function (array $orders): array {
            return array_merge([], ...array_map(function (int $order): array {
                return $this->invoices[$order] ?? [];
            }, $orders));
        });
        return new Touched(
            $this->availability,
            new Settings(new Values($this->config, new Json()), $this->connections),
            $this->connections,
            $this->reader,
            $this->engine,
            $orderInvoices,
            $resource,
            $this->logger,
            $longProcess
        );
    }
}
