<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Tests\Unit\Mapping;

use Ledgerline\Xero\Catalogue\Choices;
use Ledgerline\Xero\Config\Connections;
use Ledgerline\Xero\Config\Mappings;
use Ledgerline\Xero\Config\Settings;
use Ledgerline\Xero\Mapping\Held;
use Ledgerline\Xero\Mapping\MappingState;
use Ledgerline\Xero\Mapping\PaymentTable;
use Magento\Framework\App\ResourceConnection;
use Magento\Framework\DB\Adapter\AdapterInterface;
use Magento\Framework\DB\Select;
use Magento\Payment\Helper\Data as PaymentHelper;
use Magento\Payment\Model\Config as PaymentConfig;
use PHPUnit\Framework\TestCase;

class PaymentTableTest extends TestCase
{
    public function testAFreeOrderPaysIntoNoAccountWhateverTheUsualOneIs(): void
    {
        self::assertSame(['checkmo' => MappingState::USUAL, 'free' => MappingState::WITHOUT], $this->states('090'));
        self::assertSame(['checkmo' => MappingState::MISSING, 'free' => MappingState::WITHOUT], $this->states(''));
    }

    public function testAFreeOrderIsNoMethodWithAnAccountOfItsOwn(): void
    {
        self::assertSame([MappingState::USUAL => 1], $this->table('090')->states('default'));
    }

    private function states(string $bank): array
    {
        $states = array_column($this->table($bank)->rows('default'), 'state', 'method');
        ksort($states);
        return $states;
    }

    private function table(string $bank): PaymentTable
    {
        $settings = $this->createMock(Settings::class);
        $settings->method('accounts')->willReturn(['bank' => $bank]);
        $choices = $this->createMock(Choices::class);
        $choices->method('paymentAccounts')->willReturn([['value' => '090', 'label' => 'Bank']]);
        $choices->method('isRead')->willReturn(true);
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
            $this->createMock(Mappings::class),
            $settings,
            $this->createMock(Connections::class),
            $choices,
            $this->createMock(Held::class),
            $helper,
            $methods,
            $resource
        );
    }
}
