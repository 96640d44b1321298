<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Tests\Unit\Config;

use Ledgerline\Xero\Config\DatabaseAddress;
use Ledgerline\Xero\Config\Options;
use Magento\Framework\App\DeploymentConfig;
use Magento\Framework\App\Filesystem\DirectoryList;
use PHPUnit\Framework\TestCase;

class OptionsTest extends TestCase
{
    /**
     * @dataProvider stores
     */
    public function testAStoreIsAFolderOfTheShopAnAbsoluteOneOrAnAddress(?string $given, string $store): void
    {
        $deployment = $this->createStub(DeploymentConfig::class);
        $deployment->method('get')->willReturnMap([['ledgerline/store', null, $given]]);
        $options = new Options($deployment, new DirectoryList('/srv/shop'), new DatabaseAddress($deployment));
        self::assertSame($store, $options->store());
    }

    /**
     * @return array<string,array{?string,string}>
     */
    public static function stores(): array
    {
        return [
            'none' => [null, '/srv/shop/var/ledgerline'],
            'of the shop' => ['var/books', '/srv/shop/var/books'],
            'absolute' => ['/var/lib/shop', '/var/lib/shop'],
            'an address' => ['sqlite:/var/lib/shop', 'sqlite:/var/lib/shop'],
        ];
    }
}
