<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Tests\Unit\Model;

use Ledgerline\Xero\Model\Config\Backend\Account;
use Ledgerline\Xero\Model\Config\Backend\ClientId;
use Ledgerline\Xero\Model\Config\Backend\Days;
use Ledgerline\Xero\Model\Config\Backend\NumberAffix;
use Ledgerline\Xero\Model\Config\Backend\PaymentMap;
use Ledgerline\Xero\Model\Config\Backend\ShopCode;
use Ledgerline\Xero\Model\Config\Backend\StartDate;
use Ledgerline\Xero\Model\Config\Backend\TaxMap;
use Magento\Config\Model\Config\Backend\Serialized;
use Magento\Framework\App\Config\Value;
use Magento\Framework\Event\ManagerInterface;
use Magento\Framework\Exception\LocalizedException;
use Magento\Framework\Model\AbstractModel;
use Magento\Framework\Serialize\Serializer\Json;
use PHPUnit\Framework\TestCase;

class BackendTest extends TestCase
{
    /**
     * @dataProvider good
     */
    public function testWhatPeopleTypeIsKeptInItsPlainForm(string $class, $given, $kept): void
    {
        $this->assertSame($kept, $this->saved($class, $given));
    }

    public function good(): array
    {
        return [
            [ShopCode::class, ' m2 ', 'M2'],
            [ClientId::class, " ABC123\n", 'ABC123'],
            [ClientId::class, '', ''],
            [Account::class, ' 090 ', '090'],
            [Account::class, '9c107da8-7b9a-595b-b47e-66b2ef12d523', '9c107da8-7b9a-595b-b47e-66b2ef12d523'],
            [StartDate::class, '2026-02-28', '2026-02-28'],
            [StartDate::class, '', ''],
            [Days::class, '030', '30'],
            [NumberAffix::class, 'CM-', 'CM-'],
            [NumberAffix::class, '', ''],
            [NumberAffix::class, 'Ж/2026', 'Ж/2026'],
            [TaxMap::class, ['a' => ['rate' => '20.000 %', 'tax_type' => 'OUTPUT2'], '__empty' => ''], '{"a":{"rate":"20","tax_type":"OUTPUT2"}}'],
            [TaxMap::class, [['rate' => '0,50', 'tax_type' => 'X']], '[{"rate":"0.5","tax_type":"X"}]'],
            [TaxMap::class, [['rate' => 'A  + B', 'tax_type' => 'X']], '[{"rate":"A + B","tax_type":"X"}]'],
            [TaxMap::class, '[{"rate":"0.00","tax_type":"NONE"}]', '[{"rate":"0","tax_type":"NONE"}]'],
            [TaxMap::class, [['rate' => ' ', 'tax_type' => '']], '[]'],
            [PaymentMap::class, [['method' => 'free', 'account' => 'none']], '[{"method":"free","account":"none"}]'],
        ];
    }

    /**
     * @dataProvider bad
     */
    public function testWhatCannotBeIsRefusedInWords(string $class, $given, string $words): void
    {
        $this->expectException(LocalizedException::class);
        $this->expectExceptionMessage($words);
        $this->saved($class, $given);
    }

    public function bad(): array
    {
        return [
            [ShopCode::class, 'a b', 'one to six letters or digits'],
            [ShopCode::class, '', 'one to six letters or digits'],
            [ClientId::class, 'Client ID: 1', 'only letters, digits and hyphens'],
            [Account::class, '12345678901', 'neither an account code'],
            [StartDate::class, '2026-02-30', 'is not a day'],
            [StartDate::class, '1.2.2026', 'is not a day'],
            [Days::class, '0', 'between 1 and 3650'],
            [Days::class, '-5', 'between 1 and 3650'],
            [NumberAffix::class, 'CM ', 'cannot be part of a number'],
            [NumberAffix::class, str_repeat('x', 21), 'cannot be part of a number'],
            [TaxMap::class, [['rate' => '20', 'tax_type' => '']], 'Row 1 of the table is not complete'],
            [TaxMap::class, [['rate' => '20', 'tax_type' => 'A'], ['rate' => '20.0', 'tax_type' => 'B']], '"20" is in the table twice'],
            [TaxMap::class, 'x', 'is not a list of rows'],
            [TaxMap::class, [['rate' => '20', 'tax_type' => 'a b']], 'does not exist in Xero'],
            [PaymentMap::class, [['method' => 'pay pal', 'account' => '090']], 'is not usable here'],
        ];
    }

    private function saved(string $class, $value)
    {
        /** @var Value $model */
        $model = (new \ReflectionClass($class))->newInstanceWithoutConstructor();
        $this->put(AbstractModel::class, '_eventManager', $model, $this->createStub(ManagerInterface::class));
        if ($model instanceof Serialized) {
            $this->put(Serialized::class, 'serializer', $model, new Json());
        }
        $model->setData('value', $value);
        $model->beforeSave();
        return $model->getData('value');
    }

    private function put(string $class, string $property, object $model, object $value): void
    {
        $reflection = new \ReflectionProperty($class, $property);
        $reflection->setAccessible(true);
        $reflection->setValue($model, $value);
    }
}
