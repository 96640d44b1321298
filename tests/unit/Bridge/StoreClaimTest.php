<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Tests\Unit\Bridge;

use Ledgerline\Xero\Bridge\StoreClaim;
use Ledgerline\Xero\Bridge\StorePlace;
use Ledgerline\Xero\Bridge\StoreVerdict;
use PHPUnit\Framework\TestCase;

class StoreClaimTest extends TestCase
{
    private const FOLDER = [
        'host' => 'web-1', 'folder' => '/shop/var/ledgerline', 'inode' => '41', 'machine' => 'boot-1 pid:[7]', 'database' => '', 'shop' => 'shop.example',
    ];
    private const SERVER = ['host' => 'web-1', 'folder' => 'db:3306, shop m_', 'inode' => '', 'machine' => '', 'database' => 'shop m_', 'shop' => 'shop.example'];

    /** @dataProvider stores */
    public function testWhoSends(StoreVerdict $expected, array $there, array $change, string $store, array $words): void
    {
        $claim = new StoreClaim('w9', 'id-1', StorePlace::fromArray($there), 100, 200);
        self::assertSame($expected, $claim->judge(StorePlace::fromArray($change + $there), $store, $words));
        // As the database gives it back.
        $stored = StoreClaim::fromFlag(json_decode((string)json_encode($claim->toFlag()), true));
        self::assertEquals($claim, $stored);
    }

    public static function stores(): array
    {
        $known = ['id-1', ['w9', 'w8']];
        $before = ['id-1', ['w10', 'w9']];
        $older = ['id-1', ['w3', 'w2']];
        $new = ['', []];
        $other = ['id-2', ['x1']];
        $copied = ['host' => 'web-2', 'folder' => '/shop2/var/ledgerline', 'inode' => '52', 'machine' => 'boot-2 pid:[7]'];
        $restarted = ['machine' => 'boot-1 pid:[9]'];
        return [
            'it wrote the word' => [StoreVerdict::Same, self::FOLDER, [], ...$known],
            'its process was killed between the two writes' => [StoreVerdict::Same, self::FOLDER, [], ...$before],
            'the machine started again' => [StoreVerdict::Same, self::FOLDER, $restarted, ...$known],
            'another container with the same volume' => [
                StoreVerdict::Same, self::FOLDER, ['host' => 'cron-1', 'folder' => '/data/ledgerline', 'machine' => 'boot-1 pid:[8]'], ...$known,
            ],
            'it moved with the shop to another server' => [StoreVerdict::Returned, self::FOLDER, $copied, ...$known],
            'it moved to a database server' => [StoreVerdict::Returned, self::FOLDER, self::SERVER, ...$known],
            'it moved away from one' => [StoreVerdict::Returned, self::SERVER, self::FOLDER, ...$known],
            'a new one on another server' => [StoreVerdict::Other, self::FOLDER, $copied, ...$new],
            'another one that sent long ago' => [StoreVerdict::Other, self::FOLDER, $copied, ...$other],
            'a copy that was made long ago' => [StoreVerdict::Other, self::FOLDER, $copied, ...$older],
            'a copy in another folder of the server' => [StoreVerdict::Other, self::FOLDER, ['folder' => '/tmp/l', 'inode' => '52'], ...$older],
            'put back' => [StoreVerdict::Returned, self::FOLDER, [], ...$older],
            'put back with its folder' => [StoreVerdict::Returned, self::FOLDER, ['inode' => '52'], ...$older],
            'put back, and the machine started again' => [StoreVerdict::Returned, self::FOLDER, $restarted, ...$older],
            'put back with its folder, and the machine started again' => [StoreVerdict::Other, self::FOLDER, ['inode' => '52'] + $restarted, ...$older],
            'made again' => [StoreVerdict::Returned, self::FOLDER, ['inode' => '52'], ...$new],
            'a container of the same name with a store of its own' => [StoreVerdict::Other, self::FOLDER, ['inode' => '52'] + $restarted, ...$new],
            'the same, where each volume has the same number' => [StoreVerdict::Other, self::FOLDER, $restarted, ...$other],
            'machines that cannot be told apart, with a copy' => [StoreVerdict::Other, ['machine' => ''] + self::FOLDER, ['inode' => '52'], ...$older],
            'two folders that cannot be told apart' => [StoreVerdict::Other, ['machine' => '', 'inode' => ''] + self::FOLDER, [], ...$older],
            'another node of the same database' => [StoreVerdict::Same, self::SERVER, ['host' => 'web-2', 'folder' => '/run/mysqld.sock, shop m_'], ...$known],
            'its tables were put back' => [StoreVerdict::Returned, self::SERVER, [], ...$older],
            'its tables were made again' => [StoreVerdict::Returned, self::SERVER, ['host' => 'web-2'], ...$new],
            'a store in SQLite beside it' => [StoreVerdict::Other, self::SERVER, self::FOLDER, ...$new],
            'a database of the same name on another server' => [StoreVerdict::Other, self::SERVER, ['folder' => 'db2:3306, shop m_'], ...$new],
            'the whole shop was copied' => [StoreVerdict::Copy, self::SERVER, ['host' => 'test', 'shop' => 'test.shop.example'], ...$known],
            'the same with a store in SQLite' => [StoreVerdict::Copy, self::FOLDER, ['shop' => 'test.shop.example'] + $copied, ...$known],
            'the shop without its store' => [StoreVerdict::Copy, self::FOLDER, ['shop' => 'test.shop.example'] + $copied, ...$new],
            'the same before its address was changed' => [StoreVerdict::Copy, self::SERVER, ['database' => 'test m_', 'folder' => 'db:3306, test m_'], ...$known],
            'a process that cannot tell the address' => [StoreVerdict::Same, self::FOLDER, ['shop' => ''], ...$known],
        ];
    }

    /** @dataProvider flags */
    public function testWhatIsNoClaimIsNone(mixed $flag): void
    {
        self::assertNull(StoreClaim::fromFlag($flag));
    }

    public static function flags(): array
    {
        return [[null], ['w9'], [[]], [['word' => '']], [['word' => ['w9']]]];
    }

    public function testAHalfClaimIsAnotherStores(): void
    {
        $claim = StoreClaim::fromFlag(['word' => 'w9', 'place' => ['host' => ['a']]]);
        self::assertSame(StoreVerdict::Other, $claim?->judge(StorePlace::fromArray(self::FOLDER), 'id-1', ['w3']));
    }

    public function testAWordIsGoodForAMinuteWhateverTheOtherClocksSay(): void
    {
        $claim = new StoreClaim('w9', 'id-1', StorePlace::fromArray(self::FOLDER), 0, 10000);
        $old = array_map($claim->isOld(...), ['same' => 10000, 'soon' => 10059, 'then' => 10060, 'behind' => 9400, 'far behind' => 9399]);
        self::assertSame(['same' => false, 'soon' => false, 'then' => true, 'behind' => false, 'far behind' => true], $old);
    }
}
