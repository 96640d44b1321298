<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Tests\Unit\Connection;

use Ledgerline\Xero\Connection\Connection;
use Ledgerline\Xero\Problem\Problem;
use Ledgerline\Xero\Tests\Unit\Fake\FakeAvailability;
use Ledgerline\Xero\Tests\Unit\Fake\FakeConnections;
use Ledgerline\Xero\Tests\Unit\Fake\FakeEngine;
use Ledgerline\Xero\Text\Messages;
use Ledgerline\Xero\Ui\Source\Connection as Options;
use Magento\Store\Api\Data\WebsiteInterface;
use Magento\Store\Model\StoreManagerInterface;
use PHPUnit\Framework\TestCase;

class ConnectionTest extends TestCase
{
    public function testAShopWithOneConnectionNamesItsOrganisation(): void
    {
        $connection = $this->connection(['default' => [1, 2]], ['default' => 'Books Ltd']);
        self::assertSame(['Books Ltd', 'All websites'], [$connection->name('default'), $connection->place('default')]);
        self::assertSame('All websites', $this->connection(['default' => [1]], [])->name('default'));
    }

    public function testOfSeveralEachNamesThePartOfTheShopAlikeOnEveryScreen(): void
    {
        $connections = ['default' => [1], 'website_uk' => [2]];
        $connection = $this->connection($connections, ['default' => 'Books Ltd', 'website_uk' => 'Books UK']);
        self::assertSame('Books Ltd (All other websites)', $connection->name('default'));
        self::assertSame('Books UK (Website 2)', $connection->name('website_uk'));
        self::assertSame(
            [['value' => 'default', 'label' => 'All other websites'], ['value' => 'website_uk', 'label' => 'Website 2']],
            (new Options(new FakeConnections($connections), $connection))->toOptionArray()
        );
    }

    private function connection(array $connections, array $organisations): Connection
    {
        $engine = new FakeEngine();
        $engine->answers['connections'] = array_map(
            static fn (string $code, string $name): array => ['connection' => $code, 'state' => 'connected', 'organisation' => ['name' => $name]],
            array_keys($organisations),
            $organisations
        );
        $stores = $this->createMock(StoreManagerInterface::class);
        $stores->method('getWebsite')->willReturnCallback(function (int $id): WebsiteInterface {
            $website = $this->createMock(WebsiteInterface::class);
            $website->method('getName')->willReturn("Website $id");
            return $website;
        });
        return new Connection(
            $engine,
            new FakeAvailability(),
            new FakeConnections($connections),
            $stores,
            $this->createMock(Problem::class),
            $this->createMock(Messages::class)
        );
    }
}
