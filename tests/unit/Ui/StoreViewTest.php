<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Tests\Unit\Ui;

use Ledgerline\Xero\Ui\Source\StoreView;
use Ledgerline\Xero\Ui\Source\StoreViewFilter;
use Magento\Framework\Escaper;
use Magento\Store\Api\Data\StoreInterface;
use Magento\Store\Api\Data\WebsiteInterface;
use Magento\Store\Model\StoreManagerInterface;
use PHPUnit\Framework\TestCase;

class StoreViewTest extends TestCase
{
    public function testViewsOfSeveralWebsitesAreGroupedAndTwoOfOneNameToldApart(): void
    {
        $views = $this->filter([1 => 'Main', 2 => 'UK "Shop"'], [1 => [1, 'English'], 2 => [1, 'Deutsch'], 5 => [2, 'English']]);
        self::assertTrue($views->isUseful());
        self::assertSame([
            ['value' => [
                ['value' => 'website:1', 'label' => 'All of Main'],
                ['value' => '1', 'label' => 'English (Main)'],
                ['value' => '2', 'label' => 'Deutsch'],
            ], 'label' => 'Main'],
            ['value' => [['value' => '5', 'label' => 'English (UK "Shop")']], 'label' => 'UK &quot;Shop&quot;'],
        ], $views->toOptionArray());
        self::assertSame(['1', '2'], $views->idsOf('website:1'));
        self::assertSame(['5'], $views->idsOf('5'));
        self::assertSame([], $views->idsOf('website:9'));
    }

    public function testAShopWithOneViewNeedsNoFilter(): void
    {
        $views = $this->filter([1 => 'Main'], [1 => [1, 'English']]);
        self::assertFalse($views->isUseful());
        self::assertSame([['value' => '1', 'label' => 'English']], $views->toOptionArray());
    }

    public function testColumnsAndExportsHaveThePlainList(): void
    {
        self::assertSame([
            ['value' => '1', 'label' => 'English (Main)'],
            ['value' => '2', 'label' => 'Deutsch'],
            ['value' => '5', 'label' => 'English (UK)'],
        ], (new StoreView($this->manager([1 => 'Main', 2 => 'UK'], [1 => [1, 'English'], 2 => [1, 'Deutsch'], 5 => [2, 'English']])))->toOptionArray());
    }

    private function filter(array $websites, array $stores): StoreViewFilter
    {
        return new StoreViewFilter($this->manager($websites, $stores), new Escaper());
    }

    private function manager(array $websites, array $stores): StoreManagerInterface
    {
        $manager = $this->createMock(StoreManagerInterface::class);
        $manager->method('getWebsites')->willReturn(array_map(function (int $id, string $name): WebsiteInterface {
            $website = $this->createMock(WebsiteInterface::class);
            $website->method('getId')->willReturn((string)$id);
            $website->method('getName')->willReturn($name);
            return $website;
        }, array_keys($websites), $websites));
        $manager->method('getStores')->willReturn(array_map(function (int $id, array $of): StoreInterface {
            $store = $this->createMock(StoreInterface::class);
            $store->method('getId')->willReturn((string)$id);
            $store->method('getWebsiteId')->willReturn((string)$of[0]);
            $store->method('getName')->willReturn($of[1]);
            return $store;
        }, array_keys($stores), $stores));
        return $manager;
    }
}
