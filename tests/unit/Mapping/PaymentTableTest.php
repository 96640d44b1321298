<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Tests\Unit\Mapping;

use Ledgerline\Xero\Config\Connections;
use Ledgerline\Xero\Config\Mappings;
use Ledgerline\Xero\Config\Settings;
use Ledgerline\Xero\Mapping\Held;
use Ledgerline\Xero\Mapping\MappingState;
use Ledgerline\Xero\Mapping\PaymentTable;
use Ledgerline\Xero\Problem\Problem;
use Ledgerline\Xero\Tests\Unit\Fake\FakeEngine;
use Ledgerline\Xero\Tests\Unit\Fake\FakeMessages;
use Ledgerline\Xero\Tests\Unit\Fake\MemoryLogger;
use Magento\Framework\App\ResourceConnection;
use Magento\Framework\DB\Adapter\AdapterInterface;
use Magento\Framework\DB\Select;
use Magento\Payment\Helper\Data as PaymentHelper;
use Magento\Payment\Model\Config as PaymentConfig;
use PHPUnit\Framework\TestCase;

class PaymentTableTest extends TestCase
{
    private FakeEngine $engine;

    protected function setUp(): void
    {
        $this->engine = new FakeEngine();
    }

    public function testTheEngineIsToldWhatIsChosenAndWhatWaits(): void
    {
        $this->table('090')->rows('default');
        self::assertSame([['default', [
            ['method' => 'free', 'account' => '', 'held' => 0],
            ['method' => 'checkmo', 'account' => '091', 'held' => 2],
        ], '090']], $this->engine->callsOf('paymentMapping'));
    }

    public function testARowShowsWhatTheEngineSays(): void
    {
        $this->engine->answers['paymentMapping'] = ['states' => ['gone' => 1], 'rows' => [
            ['state' => 'without', 'unmapped' => 'without', 'blocks' => false], ['state' => 'gone', 'unmapped' => 'usual', 'blocks' => true],
        ]];
        $table = $this->table('090');
        self::assertSame([
            ['free', 'without', 'without', false, true, 0], ['checkmo', 'gone', 'usual', true, false, 2],
        ], array_map(
            static fn (array $row): array => [$row['method'], $row['state'], $row['unmapped'], $row['blocks'], $row['used'], $row['held']],
            $table->rows('default')
        ));
        self::assertSame(['gone' => 1], $table->states('default'));
    }

    public function testThePageOpensWhenTheEngineCannotBeAsked(): void
    {
        $this->engine->answers['paymentMapping'] = new \RuntimeException('no extension');
        $table = $this->table('');
        self::assertSame(['free' => MappingState::OPEN, 'checkmo' => MappingState::MAPPED], array_column($table->rows('default'), 'state', 'method'));
        self::assertSame([MappingState::OPEN => 1, MappingState::MAPPED => 1], $table->states('default'));
    }

    private function table(string $bank): PaymentTable
    {
        $settings = $this->createMock(Settings::class);
        $settings->method('accounts')->willReturn(['bank' => $bank]);
        $mappings = $this->createMock(Mappings::class);
        $mappings->method('paymentMap')->willReturn(['checkmo' => '091']);
        $held = $this->createMock(Held::class);
        $held->method('bySubject')->willReturn(['checkmo' => ['count' => 2, 'code' => 'account_invalid', 'message' => 'm']]);
        $methods = $this->createMock(PaymentConfig::class);
        $methods->method('getActiveMethods')->willReturn(['checkmo' => null, 'free' => null]);
        $helper = $this->createMock(PaymentHelper::class);
        $helper->method('getPaymentMethodList')->willReturn(['checkmo' => 'Check', 'free' => 'No Payment Information Required']);
        $select = $this->createMock(Select::class);
        $select->method($this->anything())->willReturnSelf();
        $db = $this->createMock(AdapterInterface::class);
        $db->method('select')->willReturn($select);
        $db->method('fetchCol')->willReturn(['free']);
        $resource = $this->createMock(ResourceConnection::class);
        $resource->method('getConnection')->willReturn($db);
        return new PaymentTable(
            $mappings,
            $settings,
            $this->createMock(Connections::class),
            $this->engine,
            new Problem(new MemoryLogger(), FakeMessages::english()),
            $held,
            $helper,
            $methods,
            $resource
        );
    }
}
