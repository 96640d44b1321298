<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Tests\Unit\Model;

use Ledgerline\Xero\Model\AccountRole;
use Ledgerline\Xero\Model\Catalogue;
use Ledgerline\Xero\Model\Choices;
use Magento\Framework\Stdlib\DateTime\TimezoneInterface;
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
            'what Xero never tells' => ['TAX999', 'TAX999 (not in Xero any more)'],
        ];
    }

    public function testWhatCanBeChosenIsNotRetired(): void
    {
        self::assertSame(['210', 'b-1', 'TAX002', 'INPUT2'], array_map('strval', array_keys($this->choices()->retired('default'))));
        self::assertSame(['OUTPUT2'], array_column($this->choices()->of('default')['lists']['tax_types'], 'value'));
    }

    private function choices(): Choices
    {
        $catalogue = $this->getMockBuilder(Catalogue::class)->disableOriginalConstructor()
            ->onlyMethods(['accounts', 'taxRates', 'brandingThemes', 'fetchedAt'])->getMock();
        $catalogue->method('accounts')->willReturn([
            ['id' => 'a-1', 'code' => '200', 'name' => 'Sales', 'type' => 'REVENUE', 'status' => 'ACTIVE'],
            ['id' => 'a-2', 'code' => '210', 'name' => 'Online Sales', 'type' => 'REVENUE', 'status' => 'ARCHIVED'],
            ['id' => 'b-1', 'code' => '', 'name' => 'Old bank', 'type' => 'BANK', 'status' => 'ARCHIVED'],
        ]);
        $catalogue->method('taxRates')->willReturn([
            ['type' => 'OUTPUT2', 'name' => '20% (VAT on Income)', 'rate' => '20', 'sales' => true, 'status' => 'ACTIVE'],
            ['type' => 'TAX002', 'name' => 'EU Reduced 7%', 'rate' => '7', 'sales' => true, 'status' => 'DELETED'],
            ['type' => 'INPUT2', 'name' => '20% (VAT on Expenses)', 'rate' => '20', 'sales' => false, 'status' => 'ACTIVE'],
        ]);
        $catalogue->method('brandingThemes')->willReturn([]);
        return new Choices($catalogue, new AccountRole(), $this->createMock(TimezoneInterface::class));
    }
}
