<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Tests\Unit\Checklist;

use Ledgerline\Xero\Accounts\AccountRole;
use Ledgerline\Xero\Catalogue\Catalogue;
use Ledgerline\Xero\Checklist\AccountsCheck;
use Ledgerline\Xero\Checklist\Step;
use Ledgerline\Xero\Connection\Connection;
use Ledgerline\Xero\Tests\Unit\Fake\FakeConnections;
use Ledgerline\Xero\Tests\Unit\Fake\FakeMessages;
use Magento\Framework\App\Config\ScopeConfigInterface;
use PHPUnit\Framework\TestCase;

class AccountsCheckTest extends TestCase
{
    public function testAnAccountThatTheEngineFindsUnfitIsToldInItsWords(): void
    {
        $wrong = 'Shipping goes to account 425, which is an expense; Xero allows no sales tax there.';
        $step = $this->look([['scope' => '', 'message' => $wrong, 'fix' => 'Choose an income account for shipping.']]);
        $this->assertSame([Step::PROBLEM, $wrong], [$step->state(), $step->text()]);
    }

    public function testWithoutAFindingTheAccountsAreDone(): void
    {
        $this->assertSame(Step::DONE, $this->look([])->state());
    }

    private function look(array $wrong): Step
    {
        $config = $this->createMock(ScopeConfigInterface::class);
        $config->method('getValue')->willReturnCallback(
            static fn (string $path): string => ['bank' => '090', 'sales' => '200', 'shipping' => '425'][basename($path)] ?? ''
        );
        $catalogue = $this->createMock(Catalogue::class);
        $catalogue->method('isRead')->willReturn(true);
        $catalogue->method('wrongAccounts')->willReturn($wrong);
        $catalogue->method('accounts')->willReturn(array_map(
            static fn (string $code): array => ['id' => "id-$code", 'code' => $code, 'name' => $code, 'status' => 'ACTIVE'],
            ['090', '200', '425']
        ));
        $connection = $this->createMock(Connection::class);
        $connection->method('isConnected')->willReturn(true);
        $check = new AccountsCheck($config, new FakeConnections(), $connection, $catalogue, new AccountRole(), FakeMessages::english());
        return $check->look('default');
    }
}
