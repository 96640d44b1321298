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

    /** Who may change the configuration in the admin is not who decides where tokens are sent. */
    public function testAnotherAddressThanXerosComesFromTheServerAlone(): void
    {
        $deployment = $this->createStub(DeploymentConfig::class);
        $deployment->method('get')->willReturnCallback(static fn (string $path): ?string => $path === 'ledgerline/xero_url' ? 'https://xero.example' : null);
        $options = new Options($deployment, new DirectoryList('/srv/shop'), new DatabaseAddress($deployment));
        self::assertSame('https://xero.example', $options->all()['xero_url']);

        $root = dirname(__DIR__, 3);
        foreach (['etc/adminhtml/system.xml', 'etc/config.xml', 'php-module/Config/SettingsDocument.php'] as $file) {
            $text = (string)file_get_contents("$root/$file");
            self::assertNotSame('', $text, $file);
            self::assertDoesNotMatchRegularExpression('/xero_url|ca_file|proxy/i', $text, $file);
        }
    }

    /** Magento's encryption:key:change appends the new key; what is sealed next is sealed with it. */
    public function testTheNewestKeyOfTheShopComesFirst(): void
    {
        $deployment = $this->createStub(DeploymentConfig::class);
        $deployment->method('get')->willReturnCallback(static fn (string $path): ?string => $path === 'crypt/key' ? "oldest\nolder\n newest \n" : null);
        $options = new Options($deployment, new DirectoryList('/srv/shop'), new DatabaseAddress($deployment));
        self::assertSame(['newest', 'older', 'oldest'], $options->all()['keys']);
    }
}
