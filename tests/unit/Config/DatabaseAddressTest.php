<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Tests\Unit\Config;

use Ledgerline\Xero\Api\EngineException;
use Ledgerline\Xero\Config\DatabaseAddress;
use Ledgerline\Xero\Config\Options;
use Magento\Framework\App\DeploymentConfig;
use Magento\Framework\App\Filesystem\DirectoryList;
use PHPUnit\Framework\TestCase;

class DatabaseAddressTest extends TestCase
{
    private const ACCOUNT = ['dbname' => 'shop', 'username' => 'shop', 'password' => 'p/w@1 %'];
    private const START = 'mysql://shop:p%2Fw%401%20%25@';

    /** @dataProvider connections */
    public function testMagentosConnectionIsAnAddress(array $connection, string $prefix, string $address): void
    {
        self::assertSame($address, $this->address($connection + self::ACCOUNT, $prefix));
    }

    public static function connections(): array
    {
        $witness = 'witness=%2Fsrv%2Fshop%2Fvar%2Fledgerline';
        return [
            'a machine' => [['host' => 'db.example'], '', self::START . "db.example/shop?$witness"],
            'a port and a prefix' => [['host' => 'db.example:3307'], 'm2_', self::START . "db.example:3307/shop?prefix=m2_&$witness"],
            'a socket' => [['host' => '/run/my.sock'], '', self::START . "localhost/shop?socket=%2Frun%2Fmy.sock&$witness"],
            'authorities' => [
                ['host' => 'db', 'driver_options' => [1009 => '/etc/ca.pem']], '', self::START . "db/shop?$witness&tls=on&ca=%2Fetc%2Fca.pem",
            ],
            'authorities that are not asked' => [
                ['host' => 'db', 'driver_options' => [1009 => '/etc/ca.pem', 1014 => false]], '', self::START . "db/shop?$witness&tls=unverified",
            ],
            'other options' => [['host' => 'db', 'driver_options' => [1002 => 'SET NAMES utf8mb4']], '', self::START . "db/shop?$witness"],
        ];
    }

    public function testThisMachineIsReachedByTheSocketOfPhp(): void
    {
        $socket = (string)ini_get('pdo_mysql.default_socket');
        $expected = $socket === '' ? 'localhost/shop?witness' : 'localhost/shop?socket=' . rawurlencode($socket) . '&witness';
        self::assertStringContainsString($expected, $this->address(['host' => 'localhost'] + self::ACCOUNT, ''));
    }

    /** @dataProvider impossible */
    public function testWhatCannotBeAnAddressIsSaidWithoutThePassword(array $connection, string $says): void
    {
        try {
            $this->address($connection, '');
            self::fail('an address');
        } catch (EngineException $thrown) {
            self::assertSame('option_invalid', $thrown->getErrorCode());
            self::assertStringContainsString($says, $thrown->getMessage());
            self::assertStringNotContainsString('p/w', $thrown->getMessage());
        }
    }

    public static function impossible(): array
    {
        return [
            'no database' => [['password' => 'p/w'], 'names no database'],
            'a certificate of the client' => [['host' => 'db', 'driver_options' => [1007 => '/k', 1008 => '/c']] + self::ACCOUNT, 'certificate of the client'],
        ];
    }

    private function address(array $connection, string $prefix): string
    {
        $deployment = $this->createStub(DeploymentConfig::class);
        $deployment->method('get')->willReturnMap([
            ['ledgerline/store', null, 'mysql'], ['db/connection/default', null, $connection], ['db/table_prefix', null, $prefix],
        ]);
        return (new Options($deployment, new DirectoryList('/srv/shop'), new DatabaseAddress($deployment)))->store();
    }
}
