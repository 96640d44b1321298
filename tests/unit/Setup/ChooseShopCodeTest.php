<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Tests\Unit\Setup;

use Ledgerline\Xero\Setup\Patch\Data\ChooseShopCode;
use Ledgerline\Xero\Tests\Unit\Fake\FakeScopeConfig;
use Magento\Framework\App\Config\Storage\WriterInterface;
use Magento\Framework\DB\Adapter\AdapterInterface;
use Magento\Framework\DB\Select;
use Magento\Framework\Setup\ModuleDataSetupInterface;
use PHPUnit\Framework\TestCase;

class ChooseShopCodeTest extends TestCase
{
    /**
     * @dataProvider installations
     */
    public function testOnlyANewInstallationGetsACodeOfItsOwn(?string $expected, array $config, mixed $row): void
    {
        $saved = [];
        $writer = $this->createMock(WriterInterface::class);
        $writer->method('save')->willReturnCallback(static function (string $path, string $value) use (&$saved): void {
            $saved[$path] = $value;
        });
        $select = $this->createMock(Select::class);
        foreach (['from', 'where', 'limit'] as $method) {
            $select->method($method)->willReturnSelf();
        }
        $database = $this->createMock(AdapterInterface::class);
        $database->method('select')->willReturn($select);
        $database->method('fetchOne')->willReturn($row);
        $setup = $this->createMock(ModuleDataSetupInterface::class);
        $setup->method('getConnection')->willReturn($database);
        (new ChooseShopCode($setup, new FakeScopeConfig(['default' => $config]), $writer))->apply();
        if ($expected === null) {
            self::assertSame([], $saved);
            return;
        }
        self::assertSame(['ledgerline_xero/sync/shop'], array_keys($saved));
        self::assertMatchesRegularExpression($expected, $saved['ledgerline_xero/sync/shop']);
        // What the field of the configuration takes.
        self::assertMatchesRegularExpression('/^[A-Z0-9]{1,6}$/', $saved['ledgerline_xero/sync/shop']);
    }

    public function installations(): array
    {
        $address = static fn (string $url): array => ['web/unsecure/base_url' => $url];
        return [
            'new' => ['/^LUM[A-Z2-9]{3}$/', $address('https://www.luma.example/'), false],
            'a short host' => ['/^XMA[A-Z2-9]{3}$/', $address('http://x/'), false],
            'no address' => ['/^MAG[A-Z2-9]{3}$/', $address('{{base_url}}'), false],
            'configured in the database' => [null, $address('https://luma.example/'), '7'],
            'configured in env.php' => [null, $address('https://luma.example/') + ['ledgerline_xero/connection/client_id' => 'abc'], false],
        ];
    }
}
