<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Tests\Unit\Checklist;

use Ledgerline\Xero\Checklist\AccountsCheck;
use Ledgerline\Xero\Checklist\MappingLink;
use Ledgerline\Xero\Checklist\PaymentsCheck;
use Ledgerline\Xero\Checklist\Step;
use Ledgerline\Xero\Connection\Connection;
use Ledgerline\Xero\Mapping\MappingState;
use Ledgerline\Xero\Mapping\PaymentTable;
use PHPUnit\Framework\TestCase;

class PaymentsCheckTest extends TestCase
{
    /**
     * @dataProvider tables
     */
    public function testEachMethodIsCountedForWhatBecomesOfItsMoney(array $states, string $text): void
    {
        $rows = [];
        foreach ($states as $method => $state) {
            $rows[] = ['method' => $method, 'label' => $method, 'state' => $state, 'held' => 0, 'blocks' => false];
        }
        $connection = $this->createStub(Connection::class);
        $connection->method('hasBooks')->willReturn(true);
        $accounts = $this->createStub(AccountsCheck::class);
        $accounts->method('look')->willReturn(new Step('Accounts', Step::DONE, ''));
        $table = $this->createStub(PaymentTable::class);
        $table->method('rows')->willReturn($rows);
        $step = (new PaymentsCheck($connection, $table, $this->createStub(MappingLink::class), $accounts))->look('default');
        self::assertSame([Step::DONE, $text], [$step->state(), $step->text()]);
    }

    public static function tables(): array
    {
        return [
            'orders of 0.00 have no account' => [
                ['checkmo' => MappingState::USUAL, 'free' => MappingState::WITHOUT],
                'All payments go to the bank account.',
            ],
            'an account of its own' => [
                ['checkmo' => MappingState::USUAL, 'paypal' => MappingState::MAPPED, 'free' => MappingState::WITHOUT],
                'With an account of their own: 1. With the bank account: 1.',
            ],
            'a person wants no payment' => [
                ['checkmo' => MappingState::USUAL, 'banktransfer' => MappingState::WITHOUT, 'free' => MappingState::WITHOUT],
                'With an account of their own: 0. With the bank account: 1. Without a payment in Xero: 1.',
            ],
        ];
    }
}
