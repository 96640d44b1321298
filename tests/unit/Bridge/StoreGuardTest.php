<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Tests\Unit\Bridge;

use Ledgerline\Xero\Api\EngineException;
use Ledgerline\Xero\Bridge\StoreGuard;
use Ledgerline\Xero\Bridge\StorePlace;
use Ledgerline\Xero\Bridge\StorePlaceReader;
use Ledgerline\Xero\Tests\Unit\Fake\FakeEngine;
use Magento\Framework\App\ResourceConnection;
use Magento\Framework\DB\Adapter\AdapterInterface;
use Magento\Framework\FlagManager;
use Magento\Framework\Lock\LockManagerInterface;
use PHPUnit\Framework\TestCase;

class StoreGuardTest extends TestCase
{
    private const BOOKS = [['connection' => 'default', 'state' => 'connected', 'organisation' => ['name' => 'Books']]];

    private ?array $flag = null;

    /** @var array<string,array<string,string>> positions of each store */
    private array $stores = [];

    private int $reads = 0;

    private int $writes = 0;

    private int $level = 0;

    /** @var bool[] whether each try gets the lock; true when none is left */
    private array $lock = [];

    private bool $isShopUncertain = false;

    private array $closed = [];

    private bool $isFull = false;

    /** What happens while somebody waits for the lock. */
    private ?\Closure $meanwhile = null;

    public function testTheFirstStoreThatIsConnectedSends(): void
    {
        self::assertTrue($this->guard('a', [])->isOurs());
        self::assertNull($this->flag, 'not connected: another one may still begin');
        self::assertTrue($this->guard('b')->isOurs());
        $refusal = $this->guard('a')->refusal();
        self::assertSame('store_foreign', $refusal?->getErrorCode());
        self::assertStringContainsString('host-b, from the store in "/b"', $refusal->getMessage());
        self::assertStringContainsString('in "/a" on host-a, sends nothing', $refusal->getMessage());
        self::assertStringContainsString('ledgerline:store:use', $refusal->getDetails()['fix']);
    }

    public function testAProcessReadsOnceAndAMinuteWritesOnce(): void
    {
        $guard = $this->guard('a');
        $guard->check();
        [$this->reads, $this->writes] = [0, 0];
        $guard->check();
        self::assertSame(0, $this->reads);
        $this->guard('a')->check();
        self::assertSame([1, 0], [$this->reads, $this->writes]);
        $this->age(61);
        $this->guard('a')->check();
        $this->guard('a')->check();
        self::assertSame(1, $this->writes);
    }

    public function testTwoThatBeginTogetherAreOne(): void
    {
        // The other one writes while this one waits for the lock.
        $this->meanwhile = fn () => $this->guard('b')->check();
        self::assertSame('store_foreign', $this->guard('a')->refusal()?->getErrorCode());
        self::assertTrue($this->guard('b')->isOurs());
    }

    public function testAWordThatChangedBetweenTwoLooksIsNoOtherStore(): void
    {
        $this->guard('a')->check();
        // A process of the same store writes twice between this one's look at the flag and its look at the store.
        $store = $this->stores['a'];
        $this->stores['a'] = ['shop.word' => explode(' ', $store['shop.word'])[0] . ' w11 w10'];
        $this->flag = ['place' => ['machine' => 'another', 'inode' => '0'] + $this->flag['place']] + $this->flag;
        $this->meanwhile = fn () => $this->stores['a'] = $store;
        self::assertTrue($this->guard('a')->isOurs());
    }

    public function testWhoIsKilledBetweenTheTwoWritesSendsOn(): void
    {
        $this->guard('a')->check();
        $flag = $this->flag;
        foreach ([1, 2, 3] as $_) {
            $this->age(61);
            $this->guard('a')->check();
            // The flag was not written any more; and a reboot, so that the place says nothing.
            $this->flag = ['place' => ['machine' => 'another', 'inode' => '0'] + $flag['place']] + $flag;
        }
        self::assertTrue($this->guard('a')->isOurs());
    }

    public function testAStoreThatTakesOverLooksUpWhatTheOtherSent(): void
    {
        $this->guard('a')->check();
        $this->guard('b')->take();
        self::assertSame('0', $this->stores['b']['seen_at'], 'as if it had not been used for long');
        self::assertTrue($this->guard('b')->isOurs());
        self::assertFalse($this->guard('a')->isOurs());
        $this->guard('a')->take();
        self::assertFalse($this->guard('b')->isOurs());
    }

    public function testATakeoverThatDoesNotGetItsTurnChangesNothingAndSaysSo(): void
    {
        $this->guard('a')->check();
        $this->lock = [false];
        self::assertFalse($this->guard('b')->take());
        self::assertFalse($this->guard('b')->isOurs());
        self::assertTrue($this->guard('b')->take());
        self::assertTrue($this->guard('b')->isOurs());
    }

    public function testInsideATransactionOfTheShopNothingIsWritten(): void
    {
        $this->level = 1;
        self::assertTrue($this->guard('a')->isOurs());
        self::assertNull($this->flag);
    }

    public function testAnotherProcessThatWritesTheWordIsNotWaitedFor(): void
    {
        $this->guard('a')->check();
        $this->age(61);
        $this->lock = [false];
        $this->writes = 0;
        self::assertTrue($this->guard('a')->isOurs());
        self::assertSame(0, $this->writes);
    }

    public function testACopyOfTheShopIsToldByItsAddress(): void
    {
        $this->guard('a', shop: 'shop.example')->check();
        $refusal = $this->guard('a', shop: 'test.example')->refusal();
        self::assertSame('store_copied', $refusal?->getErrorCode());
        self::assertStringContainsString('are sent for shop.example, and here is test.example', $refusal->getMessage());
        $this->isShopUncertain = true;
        self::assertTrue($this->guard('a', shop: 'test.example')->isOurs(), 'a shop that takes the address of each request');
    }

    public function testAStoreThatWasMovedWithItsWordIsNoCopyAndTheOldOneSaysWhereItIs(): void
    {
        $this->guard('a', database: 'shop m2_')->check();
        $this->stores['b'] = $this->stores['a'];
        self::assertSame('store_copied', $this->guard('b', database: 'other m2_')->refusal()?->getErrorCode());
        $this->guard('b', database: 'other m2_')->follow();
        self::assertTrue($this->guard('b', database: 'other m2_')->isOurs());
        $this->closed = ['ok' => false, 'code' => 'store_moved', 'message' => 'It has moved to "other".'];
        $refusal = $this->guard('a', database: 'shop m2_')->refusal();
        self::assertSame(['store_moved', 'It has moved to "other".'], [$refusal?->getErrorCode(), $refusal?->getMessage()]);
    }

    public function testAStoreThatDidNotSendSendsNoMoreAfterItsMove(): void
    {
        $this->guard('a')->check();
        $this->guard('b')->follow();
        self::assertSame('store_foreign', $this->guard('b')->refusal()?->getErrorCode());
        self::assertTrue($this->guard('a')->isOurs());
    }

    public function testAStoreThatTakesNoChangesCanBeAskedAllTheSame(): void
    {
        $this->guard('a')->check();
        $this->age(61);
        $word = $this->flag['word'];
        $this->isFull = true;
        self::assertTrue($this->guard('a')->isOurs(), 'what it is asked for says what is the matter');
        self::assertSame($word, $this->flag['word']);
        $this->expectExceptionMessage('The disk is full.');
        $this->guard('b')->take();
    }

    private function age(int $seconds): void
    {
        $this->flag['at'] -= $seconds;
    }

    private function guard(string $name, array $connections = self::BOOKS, string $shop = '', string $database = ''): StoreGuard
    {
        $this->stores[$name] ??= [];
        $engine = new FakeEngine();
        $engine->answers = [
            'connections' => $connections,
            'health' => ['version' => '1', 'store' => $this->closed],
            'cursor' => fn (string $position): ?string => $this->stores[$name][$position] ?? null,
            'setCursor' => function (string $position, string $value) use ($name): void {
                if ($this->isFull) {
                    throw new EngineException(__('The disk is full.'), 'store_full');
                }
                $this->stores[$name][$position] = $value;
            },
        ];
        $place = $this->createStub(StorePlaceReader::class);
        $place->method('here')->willReturn(new StorePlace("host-$name", "/$name", "1$name", "boot $name", $database, $shop));
        $place->method('isShopUncertain')->willReturnCallback(fn (): bool => $this->isShopUncertain);
        $flags = $this->createStub(FlagManager::class);
        $flags->method('getFlagData')->willReturnCallback(function (): ?array {
            $this->reads++;
            return $this->flag;
        });
        $flags->method('saveFlag')->willReturnCallback(function (string $code, array $data): bool {
            $this->writes++;
            $this->flag = $data;
            return true;
        });
        $locks = $this->createStub(LockManagerInterface::class);
        $locks->method('lock')->willReturnCallback(function (): bool {
            $meanwhile = $this->meanwhile;
            $this->meanwhile = null;
            if ($meanwhile !== null) {
                $meanwhile();
            }
            return array_shift($this->lock) ?? true;
        });
        $adapter = $this->createStub(AdapterInterface::class);
        $adapter->method('getTransactionLevel')->willReturnCallback(fn (): int => $this->level);
        $resource = $this->createStub(ResourceConnection::class);
        $resource->method('getConnection')->willReturn($adapter);
        return new StoreGuard($engine, $place, $flags, $locks, $resource);
    }
}
