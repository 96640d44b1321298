<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Tests\Unit\Accounts;

use Ledgerline\Xero\Accounts\AccountRole;
use PHPUnit\Framework\TestCase;

class AccountRoleTest extends TestCase
{
    private AccountRole $role;

    protected function setUp(): void
    {
        $this->role = new AccountRole();
    }

    /**
     * @dataProvider accounts
     */
    public function testAnAccountFitsOnlyWhatItCanBeUsedFor(array $account, array $fits): void
    {
        foreach (array_keys($this->role->labels()) as $role) {
            $this->assertSame(in_array($role, $fits, true), $this->role->fits($role, $account), $role . ' and ' . $account['name']);
        }
    }

    public function accounts(): array
    {
        $income = ['sales', 'shipping', 'rounding', 'adjustment', 'fixed_product_tax'];
        return [
            'bank' => [self::account('', 'Bank', 'BANK'), ['bank']],
            'clearing account that takes payments' => [['payments' => true] + self::account('850', 'PayPal', 'CURRENT'), ['bank', 'inventory']],
            'revenue' => [self::account('200', 'Sales', 'REVENUE'), $income],
            'archived revenue' => [['status' => 'ARCHIVED'] + self::account('201', 'Old', 'REVENUE'), []],
            'costs' => [self::account('310', 'Cost', 'DIRECTCOSTS'), ['cogs', 'rounding', 'adjustment']],
            'receivables belong to Xero' => [['system' => 'DEBTORS'] + self::account('610', 'Receivable', 'CURRENT'), []],
            'rounding of the organisation' => [['system' => 'ROUNDING'] + self::account('860', 'Rounding', 'CURRLIAB'), ['rounding']],
            'gift cards that are owed' => [self::account('805', 'Gift cards', 'CURRLIAB'), ['fixed_product_tax']],
        ];
    }

    public function testAnAccountWithoutACodeIsKeptByItsId(): void
    {
        $this->assertSame('id-Bank', $this->role->value(self::account('', 'Bank', 'BANK')));
        $this->assertSame('200', $this->role->value(self::account('200', 'Sales', 'REVENUE')));
    }

    public function testWhatIsChosenIsNotMissing(): void
    {
        $accounts = [self::account('090', 'Bank', 'BANK'), self::account('200', 'Sales', 'REVENUE')];
        $missing = array_column($this->role->missing($accounts, ['bank' => '090', 'sales' => '200']), 'role');
        $this->assertNotContains('bank', $missing);
        $this->assertNotContains('sales', $missing);
        $this->assertContains('shipping', $missing);
    }

    public function testAChosenAccountThatIsGoneIsMissing(): void
    {
        $this->assertContains('sales', array_column($this->role->missing([], ['sales' => '200']), 'role'));
    }

    public function testAnAccountOfTheSameNameIsUsedRatherThanCreatedAgain(): void
    {
        $proposal = $this->proposal('sales', [self::account('4000', 'sales', 'REVENUE')]);
        $this->assertSame('4000', $proposal['use']['value']);
        $this->assertTrue($proposal['wanted']);
    }

    public function testCodesAndNamesThatAreTakenAreAvoided(): void
    {
        $proposal = $this->proposal('shipping', [self::account('205', 'Postage', 'OVERHEADS'), self::account('9', 'Shipping Income', 'OVERHEADS')]);
        $this->assertNull($proposal['use']);
        $this->assertSame(['206', 'Shipping Income 2', 'REVENUE'], [$proposal['code'], $proposal['name'], $proposal['type']]);
    }

    public function testNothingIsTickedWhereAPersonCanChoose(): void
    {
        $proposal = $this->proposal('bank', [self::account('', 'One', 'BANK'), self::account('', 'Two', 'BANK')]);
        $this->assertFalse($proposal['wanted']);
        $this->assertSame(2, $proposal['fitting']);
        $this->assertTrue($this->proposal('bank', [])['wanted']);
        $this->assertSame('id-Only', $this->proposal('bank', [self::account('', 'Only', 'BANK')])['use']['value']);
    }

    private function proposal(string $role, array $accounts): array
    {
        return array_column($this->role->missing($accounts, []), null, 'role')[$role];
    }

    private static function account(string $code, string $name, string $type): array
    {
        return ['id' => 'id-' . $name, 'code' => $code, 'name' => $name, 'type' => $type, 'class' => '', 'status' => 'ACTIVE', 'payments' => false,
            'system' => ''];
    }
}
