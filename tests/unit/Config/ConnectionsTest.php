<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Tests\Unit\Config;

use Ledgerline\Xero\Config\Connections;
use Magento\Framework\App\Cache\Type\Config as ConfigCache;
use Magento\Framework\App\Config\ConfigSourceInterface;
use Magento\Framework\App\Config\ScopeConfigInterface;
use Magento\Framework\Serialize\Serializer\Json;
use Magento\Store\Api\Data\WebsiteInterface;
use Magento\Store\Model\StoreManagerInterface;
use PHPUnit\Framework\TestCase;

class ConnectionsTest extends TestCase
{
    /** @var array<string,string> what the websites' own scopes hold */
    private array $stored = [];

    /** @var array<string,string> */
    private array $cache = [];

    private int $reads = 0;

    public function testAWebsiteHasAConnectionWhenItsScopeHoldsAClientId(): void
    {
        $this->stored = ['uk' => 'own'];
        $connections = $this->connections();
        self::assertSame(['default', 'website_uk'], $connections->all());
        self::assertSame(['default', 'website_uk'], [$connections->forWebsite(3), $connections->forWebsite(2)]);
        self::assertSame(['default', 'website_uk'], $this->connections()->all());
        self::assertSame(1, $this->reads);
    }

    public function testAChangeOutsideThisProcessIsSeenThoughTheCacheWasNotCleaned(): void
    {
        self::assertSame(['default'], $this->connections()->all());
        $this->stored = ['uk' => 'own'];
        self::assertSame(['default', 'website_uk'], $this->connections()->all());
        $this->stored = [];
        self::assertSame(['default'], $this->connections()->all());
    }

    public function testAnAppThatIsUsedTwiceIsSeenAfterAReset(): void
    {
        $connections = $this->connections();
        self::assertSame(['default'], $connections->all());
        $this->stored = ['uk' => 'shared'];
        $connections->reset();
        self::assertSame(['default', 'website_uk'], $connections->all());
        self::assertSame(['default', 'website_uk'], $this->connections()->all());
    }

    /**
     * The same ids may be stored in other places: an answer that was kept for them once must not come back.
     */
    public function testWhatWasKeptForTheSameIdsEarlierDoesNotComeBack(): void
    {
        $this->stored = ['uk' => 'shared'];
        $this->connections()->reset();
        self::assertSame(['default', 'website_uk'], $this->connections()->all());
        $this->stored = ['uk' => 'own'];
        $this->connections()->all();
        $this->connections()->reset();
        $this->stored = [];
        self::assertSame(['default'], $this->connections()->all());
    }

    /** A new process with the same cache. */
    private function connections(): Connections
    {
        $websites = [];
        foreach ([2 => 'uk', 3 => 'au'] as $id => $code) {
            $websites[$id] = $this->createMock(WebsiteInterface::class);
            $websites[$id]->method('getId')->willReturn($id);
            $websites[$id]->method('getCode')->willReturn($code);
        }
        $stores = $this->createMock(StoreManagerInterface::class);
        $stores->method('getWebsites')->willReturn($websites);
        $scopeConfig = $this->createMock(ScopeConfigInterface::class);
        $scopeConfig->method('getValue')->willReturnCallback(
            fn (string $path, string $scope = 'default', ?string $code = null): string => $this->stored[(string)$code] ?? 'shared'
        );
        $source = $this->createMock(ConfigSourceInterface::class);
        $source->method('get')->willReturnCallback(function (): array {
            $this->reads++;
            return array_map(
                static fn (string $id): array => ['ledgerline_xero' => ['connection' => ['client_id' => $id]]],
                $this->stored
            );
        });
        $cache = $this->createMock(ConfigCache::class);
        $cache->method('load')->willReturnCallback(fn (string $id) => $this->cache[$id] ?? false);
        $cache->method('save')->willReturnCallback(function (string $data, string $id): bool {
            $this->cache[$id] = $data;
            return true;
        });
        $cache->method('clean')->willReturnCallback(function (string $mode, array $tags): bool {
            self::assertSame(['matchingTag', ['LEDGERLINE_XERO_CONNECTIONS']], [$mode, $tags]);
            $this->cache = [];
            return true;
        });
        return new Connections($stores, $scopeConfig, $source, $cache, new Json());
    }
}
