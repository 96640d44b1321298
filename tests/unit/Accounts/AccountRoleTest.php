<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Tests\Unit\Accounts;

use Ledgerline\Xero\Accounts\AccountRole;
use Ledgerline\Xero\Tests\Unit\Fake\FakeEngine;
use PHPUnit\Framework\TestCase;

class AccountRoleTest extends TestCase
{
    private FakeEngine $engine;
    private AccountRole $role;

    protected function setUp(): void
    {
        $this->engine = new FakeEngine();
        $this->role = new AccountRole($this->engine);
    }

    public function testEveryPurposeOfTheEngineIsKnownHere(): void
    {
        $ours = (new \ReflectionClass(AccountRole::class))->getConstants();
        foreach (array_keys($this->engine->accountRoles()) as $role) {
            $this->assertContains($role, $ours);
        }
        foreach (array_keys($this->role->labels()) as $role) {
            $this->assertArrayHasKey($role, $this->engine->accountRoles());
        }
    }

    public function testWhatTheEngineSaysOfAPurpose(): void
    {
        $this->assertSame(['sales', 'shipping', 'adjustment', 'fixed_product_tax'], $this->role->ofSales());
        $this->assertSame(AccountRole::EMPTY_HELD, $this->role->meansEmpty('bank'));
        $this->assertSame(AccountRole::EMPTY_ROUNDING, $this->role->meansEmpty('rounding'));
        $this->assertSame(['INVENTORY', 'CURRENT'], $this->role->types('inventory'));
        $this->assertCount(1, $this->engine->callsOf('accountRoles'));
    }

    public function testAnAccountWithoutACodeIsKeptByItsId(): void
    {
        $this->assertSame('id-Bank', $this->role->value(self::account('', 'Bank', 'BANK')));
        $this->assertSame('200', $this->role->value(self::account('200', 'Sales', 'REVENUE')));
    }

    public function testWhatIsProposedIsShownInWords(): void
    {
        $this->engine->answers['missingAccounts'] = [
            ['role' => 'bank', 'wanted' => true, 'fitting' => 0, 'use' => self::account('', 'Till', 'BANK'), 'code' => 'M090', 'name' => 'A', 'type' => 'BANK'],
            ['role' => 'cogs', 'wanted' => false, 'fitting' => 2, 'use' => null, 'code' => '310', 'name' => 'Cost', 'type' => 'DIRECTCOSTS'],
        ];
        $missing = $this->role->missing('default', ['sales' => '200']);
        $this->assertSame(['default', ['sales' => '200']], array_slice($this->engine->callsOf('missingAccounts')[0], 0, 2));
        $this->assertSame('Web shop receipts', $this->engine->callsOf('missingAccounts')[0][2]['bank']);
        $this->assertSame([['value' => 'id-Till', 'name' => 'Till'], null], array_column($missing, 'use'));
        $this->assertSame(['Bank account', 'Cost of goods sold account'], array_column($missing, 'label'));
        $this->assertSame(['Bank', 'Direct costs'], array_column($missing, 'type_label'));
        $this->assertSame([2, '310', false], [$missing[1]['fitting'], $missing[1]['code'], $missing[1]['wanted']]);
    }

    private static function account(string $code, string $name, string $type): array
    {
        return ['id' => 'id-' . $name, 'code' => $code, 'name' => $name, 'type' => $type, 'class' => '', 'status' => 'ACTIVE', 'payments' => false,
            'system' => ''];
    }
}
