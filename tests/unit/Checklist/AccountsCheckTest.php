<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Tests\Unit\Checklist;

use Ledgerline\Xero\Accounts\AccountRole;
use Ledgerline\Xero\Catalogue\Catalogue;
use Ledgerline\Xero\Checklist\AccountsCheck;
use Ledgerline\Xero\Checklist\Step;
use Ledgerline\Xero\Connection\Connection;
use Ledgerline\Xero\Tests\Unit\Fake\FakeConnections;
use Ledgerline\Xero\Tests\Unit\Fake\FakeEngine;
use Ledgerline\Xero\Tests\Unit\Fake\FakeMessages;
use Magento\Framework\App\Config\ScopeConfigInterface;
use PHPUnit\Framework\TestCase;

class AccountsCheckTest extends TestCase
{
    private FakeEngine $engine;

    protected function setUp(): void
    {
        $this->engine = new FakeEngine();
    }

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

    public function testAnAccountThatIsNotInXeroAnyMoreIsToldByItsPurpose(): void
    {
        $step = $this->look([], ['shipping 425' => 'archived', 'bank 090' => 'unknown', 'sales 200' => 'untaxed']);
        $this->assertSame(
            [Step::PROBLEM, 'Cannot be used in Xero any more: Bank account, Shipping account. Choose again.'],
            [$step->state(), $step->text()]
        );
    }

    public function testOnlyWhatDocumentsAreHeldWithoutIsStillToChoose(): void
    {
        $step = $this->look([], [], ['sales' => '200']);
        $this->assertSame([Step::TODO, 'Still to choose: Bank account.'], [$step->state(), $step->text()]);
    }

    public function testNothingIsSaidWhileTheEngineCannotBeAsked(): void
    {
        $this->engine->answers['accountRoles'] = new \RuntimeException('no extension');
        $this->assertSame(Step::LATER, $this->look([], [], [])->state());
    }

    private function look(array $wrong, array $faults = [], array $chosen = ['bank' => '090', 'sales' => '200', 'shipping' => '425']): Step
    {
        $config = $this->createMock(ScopeConfigInterface::class);
        $config->method('getValue')->willReturnCallback(static fn (string $path): string => $chosen[basename($path)] ?? '');
        $catalogue = $this->createMock(Catalogue::class);
        $catalogue->method('wrongAccounts')->willReturn($wrong);
        $catalogue->method('accountFault')->willReturnCallback(
            static fn (string $connection, string $role, string $value): array => ['fault' => $faults["$role $value"] ?? '', 'account' => null]
        );
        $connection = $this->createMock(Connection::class);
        $connection->method('isConnected')->willReturn(true);
        $role = new AccountRole($this->engine);
        return (new AccountsCheck($config, new FakeConnections(), $connection, $catalogue, $role, FakeMessages::english()))->look('default');
    }
}
