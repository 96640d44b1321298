<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Tests\Unit\Catalogue;

use Ledgerline\Xero\Accounts\AccountRole;
use Ledgerline\Xero\Catalogue\Catalogue;
use Ledgerline\Xero\Catalogue\Choices;
use Ledgerline\Xero\Tests\Unit\Fake\FakeEngine;
use Ledgerline\Xero\Text\Display;
use PHPUnit\Framework\TestCase;

class ChoicesTest extends TestCase
{
    /** @dataProvider values */
    public function testWhatIsNoChoiceAnyMoreKeepsItsName(string $value, string $label): void
    {
        self::assertSame($label, $this->choices()->gone('default', $value));
    }

    public static function values(): array
    {
        return [
            'archived account' => ['210', '210 - Online Sales (archived in Xero)'],
            'archived bank without a code' => ['b-1', 'Old bank (archived in Xero)'],
            'deleted tax rate' => ['TAX002', 'EU Reduced 7% (deleted in Xero)'],
            'tax rate for purchases' => ['INPUT2', '20% (VAT on Expenses) (not for sales in Xero)'],
            'account that was deleted' => ['230', '230 - Market stall (not in Xero any more)'],
            'tax rate that is not listed any more' => ['TAX019', 'OSS AU GST (10 %) (not in Xero any more)'],
            'theme that was deleted' => ['bt-1', 'Blue paper (not in Xero any more)'],
            'tracking option that was deleted' => ['o-1', 'North (not in Xero any more)'],
            'what Xero never told' => ['TAX999', 'TAX999 (not in Xero any more)'],
        ];
    }

    public function testWhatCanBeChosenIsNotRetired(): void
    {
        self::assertSame(['210', 'b-1', 'TAX002', 'INPUT2', '230', 'TAX019', 'bt-1', 'o-1'], array_map('strval', array_keys($this->choices()->retired('default'))));
        self::assertSame([['value' => '200', 'label' => '200 - Sales']], $this->choices()->accounts('default', 'shipping'));
        self::assertSame([], $this->choices()->accounts('default', 'bank'));
        self::assertSame(['OUTPUT2'], array_column($this->choices()->of('default')['lists']['tax_types'], 'value'));
    }

    private function choices(): Choices
    {
        $catalogue = $this->getMockBuilder(Catalogue::class)->disableOriginalConstructor()
            ->onlyMethods(['accounts', 'taxRates', 'brandingThemes', 'fetchedAt', 'gone'])->getMock();
        $catalogue->method('accounts')->willReturn([
            ['id' => 'a-1', 'code' => '200', 'name' => 'Sales', 'type' => 'REVENUE', 'status' => 'ACTIVE', 'fits' => ['sales', 'shipping']],
            ['id' => 'a-2', 'code' => '210', 'name' => 'Online Sales', 'type' => 'REVENUE', 'status' => 'ARCHIVED'],
            ['id' => 'b-1', 'code' => '', 'name' => 'Old bank', 'type' => 'BANK', 'status' => 'ARCHIVED'],
        ]);
        $catalogue->method('taxRates')->willReturn([
            ['type' => 'OUTPUT2', 'name' => '20% (VAT on Income)', 'rate' => '20', 'sales' => true, 'status' => 'ACTIVE'],
            ['type' => 'TAX002', 'name' => 'EU Reduced 7%', 'rate' => '7', 'sales' => true, 'status' => 'DELETED'],
            ['type' => 'INPUT2', 'name' => '20% (VAT on Expenses)', 'rate' => '20', 'sales' => false, 'status' => 'ACTIVE'],
        ]);
        $catalogue->method('brandingThemes')->willReturn([]);
        $catalogue->method('gone')->willReturnCallback(static fn (string $connection, string $list): array => [
            'accounts' => [['id' => 'a-3', 'code' => '230', 'name' => 'Market stall']],
            'tax_rates' => [['type' => 'TAX019', 'name' => 'OSS AU GST', 'rate' => '10']],
            'branding_themes' => [['id' => 'bt-1', 'name' => 'Blue paper']],
            'tracking' => [['id' => 'o-1', 'name' => 'North']],
        ][$list]);
        return new Choices($catalogue, new AccountRole(new FakeEngine()), $this->createStub(Display::class));
    }
}
