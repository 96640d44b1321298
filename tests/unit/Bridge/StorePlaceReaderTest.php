<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Tests\Unit\Bridge;

use Ledgerline\Xero\Bridge\StorePlaceReader;
use Ledgerline\Xero\Config\Options;
use Magento\Framework\App\Config\ConfigSourceInterface;
use Magento\Framework\App\Config\ScopeConfigInterface;
use PHPUnit\Framework\TestCase;

class StorePlaceReaderTest extends TestCase
{
    /** @dataProvider addresses */
    public function testAPlaceIsToldWithoutAPassword(string $store, string $folder, string $database): void
    {
        $place = $this->reader($store)->here();
        self::assertSame([$folder, $database], [$place->folder, $place->database]);
        self::assertSame(gethostname(), $place->host);
        self::assertStringNotContainsString('secret', (string)json_encode($place->toArray()));
    }

    public static function addresses(): array
    {
        return [
            'a folder' => ['/shop/var/ledgerline', '/shop/var/ledgerline', ''],
            'the same as an address' => ['sqlite:/shop/var/ledgerline?durability=normal', '/shop/var/ledgerline', ''],
            'a server' => ['mysql://u:secret%2F@db.example:3307/shop?prefix=m2_&witness=/w', 'db.example:3307, shop m2_', 'shop m2_'],
            'a socket' => ['mysql://u:secret@localhost/my%20shop?socket=/run/m.sock', '/run/m.sock, my shop', 'my shop'],
        ];
    }

    public function testAFolderIsKnownByItsNumberAndTheMachineByItsStart(): void
    {
        $place = $this->reader(__DIR__)->here();
        self::assertSame((string)fileinode(__DIR__), $place->inode);
        self::assertMatchesRegularExpression('/^[0-9a-f-]{36} pid:\[\d+\]$/', $place->machine);
        self::assertSame('', $this->reader(__DIR__ . '/none')->here()->inode);
    }

    /** @dataProvider shops */
    public function testAShopIsKnownByItsHost(string $secure, string $plain, string $merged, string $shop, bool $isUncertain): void
    {
        $reader = $this->reader('/s', ['default/web/secure/base_url' => $secure, 'default/web/unsecure/base_url' => $plain], $merged);
        self::assertSame($shop, $reader->here()->shop);
        self::assertSame($isUncertain, $reader->isShopUncertain());
    }

    public static function shops(): array
    {
        return [
            'both' => ['https://Shop.example/en/', 'http://shop.example/', 'https://Shop.example/en/', 'shop.example', false],
            'with a port' => ['http://shop.example:8080/', '', 'http://shop.example:8080/', 'shop.example:8080', false],
            'one for both' => ['{{unsecure_base_url}}', 'http://shop.example/', 'http://shop.example/', 'shop.example', false],
            'that of each request' => ['{{unsecure_base_url}}', '{{base_url}}', 'http://10.0.0.7/', '10.0.0.7', true],
            'the same' => ['{{base_url}}', 'http://shop.example/', 'http://localhost/', 'localhost', true],
            'none' => ['', '', '', '', true],
        ];
    }

    private function reader(string $store, array $stored = [], string $merged = ''): StorePlaceReader
    {
        $options = $this->createStub(Options::class);
        $options->method('store')->willReturn($store);
        $config = $this->createStub(ScopeConfigInterface::class);
        $config->method('getValue')->willReturn($merged);
        $source = $this->createStub(ConfigSourceInterface::class);
        $source->method('get')->willReturnCallback(static fn (string $path): string => $stored[$path] ?? '');
        return new StorePlaceReader($options, $config, $source);
    }
}
