<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Tests\Unit\Accounts;

use Ledgerline\Xero\Accounts\SalesAccounts;
use Ledgerline\Xero\Catalogue\Choices;
use Ledgerline\Xero\Config\XeroCheck;
use Ledgerline\Xero\Tests\Unit\Fake\FakeAvailability;
use Ledgerline\Xero\Tests\Unit\Fake\FakeConnections;
use Magento\Framework\Phrase;
use Magento\Store\Api\Data\StoreInterface;
use Magento\Store\Model\StoreManagerInterface;
use PHPUnit\Framework\TestCase;

class SalesAccountsTest extends TestCase
{
    private const CHARTS = ['default' => ['200' => 'Sales', '210' => 'Services'], 'website_uk' => ['200' => 'Umsatz', '4000' => 'Turnover']];

    private FakeAvailability $availability;

    protected function setUp(): void
    {
        $this->availability = new FakeAvailability();
    }

    public function testAccountsOfAllOrganisationsAreOfferedOnce(): void
    {
        self::assertSame(['200' => 'Sales', '210' => 'Services', '4000' => 'Turnover'], $this->accounts()->all());
        $this->availability->ready = false;
        self::assertSame([], $this->accounts()->all());
    }

    /** @dataProvider values */
    public function testWhatXeroDoesNotHaveIsRefused(string $value, int $store, ?string $wrong): void
    {
        self::assertSame($wrong, ($found = $this->accounts()->wrong($value, $store)) === null ? null : (string)$found);
    }

    public static function values(): array
    {
        return [
            'nothing' => ['', 0, null],
            'of the first' => ['210', 0, null],
            'of the second, for all store views' => ['4000', 0, null],
            'of the second, for a store view of the first' => ['4000', 1, 'default has no 4000'],
            'of the second, for a store view of it' => ['4000', 2, null],
            'of none' => ['99999999', 0, 'default has no 99999999'],
            'of none, in a store view' => ['99999999', 2, 'website_uk has no 99999999'],
            'no account at all' => [
                'Sales of books', 0, '"Sales of books" is neither an account code (at most 10 characters) nor the id of an account in Xero.',
            ],
        ];
    }

    private function accounts(): SalesAccounts
    {
        $choices = $this->createMock(Choices::class);
        $choices->method('accounts')->willReturnCallback(static fn (string $connection): array => array_map(
            static fn ($code, string $name): array => ['value' => (string)$code, 'label' => $name],
            array_keys(self::CHARTS[$connection]),
            self::CHARTS[$connection]
        ));
        $check = $this->createMock(XeroCheck::class);
        $check->method('account')->willReturnCallback(static fn (string $value, string $role, string $connection): ?Phrase
            => isset(self::CHARTS[$connection][$value]) && $role === 'sales' ? null : new Phrase('%1 has no %2', [$connection, $value]));
        $stores = $this->createMock(StoreManagerInterface::class);
        $stores->method('getStore')->willReturnCallback(function (int $id): StoreInterface {
            $store = $this->createMock(StoreInterface::class);
            $store->method('getWebsiteId')->willReturn($id);
            return $store;
        });
        $connections = new FakeConnections(['default' => [1], 'website_uk' => [2]]);
        return new SalesAccounts($this->availability, $connections, $choices, $check, $stores);
    }
}
