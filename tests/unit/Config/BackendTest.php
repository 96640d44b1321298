<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Tests\Unit\Config;

use Ledgerline\Xero\Accounts\AccountRole;
use Ledgerline\Xero\Catalogue\Catalogue;
use Ledgerline\Xero\Config\Backend\AbstractChecked;
use Ledgerline\Xero\Config\Backend\AbstractTable;
use Ledgerline\Xero\Config\Backend\Account;
use Ledgerline\Xero\Config\Backend\BatchSize;
use Ledgerline\Xero\Config\Backend\BrandingTheme;
use Ledgerline\Xero\Config\Backend\ClientId;
use Ledgerline\Xero\Config\Backend\ContactName;
use Ledgerline\Xero\Config\Backend\DayLimit;
use Ledgerline\Xero\Config\Backend\Days;
use Ledgerline\Xero\Config\Backend\DueDays;
use Ledgerline\Xero\Config\Backend\DueDaysMap;
use Ledgerline\Xero\Config\Backend\NumberAffix;
use Ledgerline\Xero\Config\Backend\PaymentFees;
use Ledgerline\Xero\Config\Backend\PaymentMap;
use Ledgerline\Xero\Config\Backend\Reference;
use Ledgerline\Xero\Config\Backend\ShopCode;
use Ledgerline\Xero\Config\Backend\StartDate;
use Ledgerline\Xero\Config\Backend\TaxMap;
use Ledgerline\Xero\Config\Backend\TaxRules;
use Ledgerline\Xero\Config\Backend\TotalsMap;
use Ledgerline\Xero\Config\Backend\TrackingRules;
use Ledgerline\Xero\Config\XeroCheck;
use Ledgerline\Xero\Problem\Problem;
use Ledgerline\Xero\Tests\Unit\Fake\FakeAvailability;
use Ledgerline\Xero\Tests\Unit\Fake\FakeConnections;
use Ledgerline\Xero\Tests\Unit\Fake\FakeEngine;
use Ledgerline\Xero\Tests\Unit\Fake\FakeMessages;
use Ledgerline\Xero\Tests\Unit\Fake\FakeScopeConfig;
use Ledgerline\Xero\Tests\Unit\Fake\MemoryLogger;
use Magento\Config\Model\Config\Backend\Serialized;
use Magento\Framework\App\Config\Value;
use Magento\Framework\Event\ManagerInterface;
use Magento\Framework\Exception\LocalizedException;
use Magento\Framework\Model\AbstractModel;
use Magento\Framework\Serialize\Serializer\Json;
use Magento\Store\Model\StoreManagerInterface;
use PHPUnit\Framework\TestCase;

class BackendTest extends TestCase
{
    private const CATEGORY = '0a0b0c0d-7b9a-595b-b47e-66b2ef12d523';
    private const OPTION = '1a1b1c1d-7b9a-595b-b47e-66b2ef12d523';

    /** @var FakeEngine */
    private $engine;

    protected function setUp(): void
    {
        $this->engine = new FakeEngine();
    }

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
            [DueDays::class, ' 014', '14'],
            [BatchSize::class, '50', '50'],
            [DayLimit::class, '0', '0'],
            [ContactName::class, '  Web   guests ', 'Web guests'],
            [Reference::class, ' {order}  /  {po} ', '{order} / {po}'],
            [Reference::class, '', ''],
            [DueDaysMap::class, [['method' => 'banktransfer', 'days' => '30']], '[{"method":"banktransfer","days":"30","terms":"after_date"}]'],
            [TaxRules::class, [['rate' => '0.0', 'country' => 'eu', 'vat_number' => '1', 'tax_type' => 'ECZROUTPUT'], []],
                '[{"rate":"0","applies":"","customer_class":"","country":"EU","vat_number":"1","tax_type":"ECZROUTPUT"}]'],
            [PaymentFees::class, [['method' => 'paypal', 'account' => '404', 'percent' => '2,9', 'fixed' => ''], ['method' => 'x']],
                '[{"method":"paypal","account":"404","percent":"2.9","fixed":""}]'],
            [TotalsMap::class, [['code' => '*', 'account' => '260']], '[{"code":"*","account":"260"}]'],
            [TrackingRules::class, [['category' => self::CATEGORY, 'map' => ['1' => '', '0' => self::OPTION]], ['category' => '']],
                '[{"category":"' . self::CATEGORY . '","by":"store","map":["' . self::OPTION . '"],"default":""}]'],
        ];
    }

    /**
     * The engine's ranges (src/settings/range.rs) are those of the fields and of their hints for the browser.
     *
     * @dataProvider ranges
     */
    public function testAFieldTakesWhatTheEngineTakes(string $path, string $good, string $bad, ?string $hint): void
    {
        $row = static fn (string $column, string $value): array => [['method' => 'p', 'account' => '404', $column => $value]];
        [$class, $value] = match ($path) {
            'documents/due_days' => [DueDays::class, static fn (string $given): string => $given],
            'limits/batch_size' => [BatchSize::class, static fn (string $given): string => $given],
            'limits/day_limit' => [DayLimit::class, static fn (string $given): string => $given],
            'payments/fees/percent' => [PaymentFees::class, static fn (string $given): array => $row('percent', $given)],
            'payments/fees/fixed' => [PaymentFees::class, static fn (string $given): array => $row('fixed', $given)],
        };
        $this->assertStringContainsString($good, (string)$this->saved($class, $value($good)));
        if ($path === 'documents/due_days') {
            $this->assertStringContainsString($good, (string)$this->saved(DueDaysMap::class, [['method' => 'p', 'days' => $good]]));
            $this->assertRefused(fn () => $this->saved(DueDaysMap::class, [['method' => 'p', 'days' => $bad]]), $bad);
            $this->assertStringContainsString('"terms":"after_date"', (string)$this->saved(DueDaysMap::class, [['method' => 'p', 'days' => $good]]));
            $this->assertStringContainsString('"terms":"after_month"', (string)$this->saved(DueDaysMap::class, [['method' => 'p', 'days' => $good, 'terms' => 'after_month']]));
            $this->assertRefused(fn () => $this->saved(DueDaysMap::class, [['method' => 'p', 'days' => $good, 'terms' => 'someday']]), 'someday');
        }
        $this->assertRefused(fn () => $this->saved($class, $value($bad)), $bad);
        $fields = new \SimpleXMLElement((string)file_get_contents(dirname(__DIR__, 3) . '/etc/adminhtml/system.xml'));
        $hints = array_map(strval(...), $fields->xpath(sprintf('//field[@id="%s"]/validate', basename($path))) ?: []);
        $this->assertSame($hint === null ? [] : [$hint], array_values(array_filter(
            preg_replace('/^.*(digits-range-\d+-\d+).*$/', '$1', $hints),
            static fn (string $one): bool => str_starts_with($one, 'digits-range-')
        )));
    }

    public static function ranges(): array
    {
        $known = json_decode((string)file_get_contents(dirname(__DIR__, 2) . '/fixtures/setting-ranges.json'), true, 4, JSON_THROW_ON_ERROR);
        $cases = [];
        foreach ($known as $path => $range) {
            if (isset($range['below'])) {
                $cases["$path, most"] = [$path, bcsub($range['below'], '0.01', 2), $range['below'], null];
                continue;
            }
            ['least' => $least, 'most' => $most] = $range;
            // There is no hint where the most is more than anybody types.
            $hint = $path === 'limits/day_limit' ? null : "digits-range-$least-$most";
            $cases["$path, least"] = [$path, (string)$least, (string)($least - 1), $hint];
            $cases["$path, most"] = [$path, (string)$most, (string)($most + 1), $hint];
        }
        return $cases;
    }

    private function assertRefused(\Closure $save, string $value): void
    {
        try {
            $save();
        } catch (LocalizedException) {
            return;
        }
        $this->fail("$value is taken");
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
            [DueDays::class, '366', 'between 0 and 365'],
            [BatchSize::class, '51', 'between 1 and 50'],
            [DayLimit::class, '-1', 'is not a number of calls'],
            [ContactName::class, str_repeat('x', 256), 'at most 255 characters'],
            [Reference::class, '{order} {colour}', 'knows no "{colour}"'],
            [Reference::class, '{order', 'knows no "{order"'],
            [Reference::class, str_repeat('x', 201), 'at most 200 characters'],
            [DueDaysMap::class, [['method' => 'banktransfer', 'days' => 'ten']], 'is not a number of days'],
            [TaxRules::class, [['rate' => '20', 'tax_type' => 'OUTPUT2']], 'has no condition'],
            [TaxRules::class, [['country' => 'DE', 'tax_type' => '']], 'choose the tax rate in Xero'],
            [TaxRules::class, [['country' => 'Germany', 'tax_type' => 'X']], 'is not usable here'],
            [TaxRules::class, [['country' => 'DE', 'tax_type' => 'X'], ['country' => 'de', 'tax_type' => 'Y']], 'in the table twice'],
            [PaymentFees::class, [['method' => 'p', 'account' => '404', 'percent' => '101']], 'is not a number from 0 to 100'],
            [PaymentFees::class, [['method' => 'p', 'account' => '', 'percent' => '1']], 'Choose the account of the gateway fee'],
            [PaymentFees::class, [['method' => 'p', 'account' => '404', 'percent' => '0']], 'Enter the percentage or the fixed amount'],
            [TrackingRules::class, [['category' => 'Shop']], 'is not usable here'],
            [PaymentMap::class, [['method' => 'pay pal', 'account' => '090']], 'is not usable here'],
        ];
    }

    /**
     * @dataProvider unfit
     */
    public function testWhatXeroDoesNotHaveIsRefusedInWords(string $class, $given, string $path, string $words): void
    {
        $this->engine->answers['catalogue'] = $this->catalogue();
        $this->engine->answers['accountFaults'] = $this->faults(...);
        $this->expectException(LocalizedException::class);
        $this->expectExceptionMessage($words);
        $this->saved($class, $given, $path);
    }

    public function unfit(): array
    {
        $theme = '9c107da8-7b9a-595b-b47e-66b2ef12d523';
        return [
            [Account::class, '999', 'accounts/sales', 'There is no account "999" in Xero'],
            [Account::class, '299', 'accounts/sales', '299 - Old is archived in Xero'],
            [Account::class, '425', 'accounts/shipping', 'Xero allows no sales tax on the account 425 - Postage (Overhead). Choose an income account.'],
            [Account::class, '090', 'accounts/sales', 'is of the type "Bank", which cannot be used here'],
            [Account::class, '200', 'accounts/bank', 'which cannot be used here'],
            [BrandingTheme::class, $theme, 'documents/branding_theme', 'no such branding theme'],
            [TaxMap::class, [['rate' => '20', 'tax_type' => 'OUTPUT9']], 'tax/map', 'Row 1 of the table: There is no tax rate "OUTPUT9"'],
            [TaxMap::class, [['rate' => '20', 'tax_type' => 'INPUT2']], 'tax/map', 'cannot be used for sales'],
            [TaxMap::class, [['rate' => '20', 'tax_type' => 'OLD']], 'tax/map', 'is not active'],
            [TaxRules::class, [['country' => 'DE', 'tax_type' => 'OUTPUT9']], 'tax/rules', 'There is no tax rate "OUTPUT9"'],
            [PaymentMap::class, [['method' => 'checkmo', 'account' => '200']], 'payments/map', 'cannot be used here'],
            [PaymentFees::class, [['method' => 'paypal', 'account' => '200', 'percent' => '1']], 'payments/fees', 'cannot be used here'],
            [TotalsMap::class, [['code' => 'giftcard', 'account' => '090']], 'totals/map', 'cannot be used here'],
            [TrackingRules::class, [['category' => $theme]], 'tracking/rules', 'tracking category is not in Xero any more'],
            [TrackingRules::class, [['category' => self::CATEGORY, 'map' => ['1' => $theme]]], 'tracking/rules', 'An option of'],
        ];
    }

    public function testWhatFitsIsSavedAndWhatWasThereBeforeIsNotComparedAgain(): void
    {
        $this->engine->answers['catalogue'] = $this->catalogue();
        $this->engine->answers['accountFaults'] = $this->faults(...);
        $this->assertSame('200', $this->saved(Account::class, '200', 'accounts/sales'));
        $this->assertSame('805', $this->saved(Account::class, '805', 'accounts/fixed_product_tax'));
        $this->assertSame('GONE', $this->saved(Account::class, 'GONE', 'accounts/sales', 'GONE'));
        $rows = '[{"rate":"20","tax_type":"GONE"},{"rate":"5","tax_type":"OUTPUT2"}]';
        $this->assertSame($rows, $this->saved(TaxMap::class, $rows, 'tax/map', '[{"rate":"20","tax_type":"GONE"}]'));
        $rows = '[{"method":"paypal","account":"404","percent":"2.9","fixed":"0.30"}]';
        $this->assertSame($rows, $this->saved(PaymentFees::class, $rows, 'payments/fees'));
        $rows = '[{"category":"' . self::CATEGORY . '","by":"customer_group","map":{"3":"' . self::OPTION . '"},"default":""}]';
        $this->assertSame($rows, $this->saved(TrackingRules::class, $rows, 'tracking/rules'));
    }

    private function catalogue(): array
    {
        $account = static function (string $code, string $name, string $type, array $more = []): array {
            return $more + ['id' => 'id-' . $code, 'code' => $code, 'name' => $name, 'type' => $type, 'class' => '', 'status' => 'ACTIVE',
                'payments' => false, 'system' => ''];
        };
        return ['fetched_at' => '2026-01-01 00:00:00', 'accounts' => [
            $account('090', 'Bank', 'BANK'), $account('200', 'Sales', 'SALES'), $account('299', 'Old', 'SALES', ['status' => 'ARCHIVED']),
            $account('404', 'Bank fees', 'OVERHEADS', ['payments' => true]), $account('425', 'Postage', 'OVERHEADS'), $account('805', 'Gift cards', 'CURRLIAB'),
        ], 'tax_rates' => [
            ['type' => 'OUTPUT2', 'name' => '20% VAT', 'rate' => '20', 'status' => 'ACTIVE', 'sales' => true],
            ['type' => 'INPUT2', 'name' => '20% VAT on expenses', 'rate' => '20', 'status' => 'ACTIVE', 'sales' => false],
            ['type' => 'OLD', 'name' => '17.5% VAT', 'rate' => '17.5', 'status' => 'DELETED', 'sales' => true],
        ], 'branding_themes' => [['id' => 'a', 'name' => 'Standard']], 'tracking' => [
            ['id' => self::CATEGORY, 'name' => 'Shop', 'options' => [['id' => self::OPTION, 'name' => 'Online']]],
        ]];
    }

    /** What the engine says of these accounts; the rules are tested there. */
    private function faults(string $connection, array $asked): array
    {
        $accounts = array_column($this->catalogue()['accounts'], null, 'code');
        $wrong = [
            'sales 999' => 'unknown', 'sales 299' => 'archived', 'shipping 425' => 'untaxed', 'sales 090' => 'unfit', 'bank 200' => 'unfit',
            'total 090' => 'unfit', 'fee 090' => 'unfit', 'fee 200' => 'unfit', 'bank 805' => 'unfit', 'sales GONE' => 'unknown',
        ];
        return array_map(static function (array $one) use ($accounts, $wrong): array {
            $fault = $wrong[$one['role'] . ' ' . $one['value']] ?? '';
            return ['fault' => $fault, 'account' => in_array($fault, ['', 'unknown'], true) ? null : $accounts[$one['value']]];
        }, $asked);
    }

    private function saved(string $class, $value, string $path = '', string $before = '')
    {
        /** @var Value $model */
        $model = (new \ReflectionClass($class))->newInstanceWithoutConstructor();
        $config = new FakeScopeConfig(['default' => ['ledgerline_xero/' . $path => $before]]);
        $this->put(Value::class, '_config', $model, $config);
        $parent = is_subclass_of($class, AbstractChecked::class) ? AbstractChecked::class : AbstractTable::class;
        if (is_subclass_of($class, $parent)) {
            $problem = new Problem(new MemoryLogger(), FakeMessages::english());
            $this->put($parent, 'xeroCheck', $model, new XeroCheck(
                new FakeConnections(),
                $this->createStub(StoreManagerInterface::class),
                new Catalogue($this->engine, new FakeAvailability(), $problem),
                new AccountRole($this->engine)
            ));
        }
        $model->setData('path', 'ledgerline_xero/' . $path);
        $model->setData('scope', 'default');
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
