<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Tests\Unit\Connection;

use Ledgerline\Xero\Connection\ConnectAttempt;
use Magento\Backend\Model\Auth\Session;
use Magento\Framework\FlagManager;
use Magento\User\Model\User;
use PHPUnit\Framework\TestCase;

class ConnectAttemptTest extends TestCase
{
    /** @var array<string, mixed> */
    private array $flags = [];

    /**
     * The page asked how the attempt stood with a session that had been loaded before the window wrote into it, and wrote the old one
     * back: the attempt was lost, and the page waited for ever.
     */
    public function testAnAttemptOutlivesARequestThatBeganBeforeIt(): void
    {
        $page = $this->attempts(7);
        $page->get('second');
        $window = $this->attempts(7);
        $window->start('first', 'default');
        $window->start('second', 'default');
        $window->move('second', ConnectAttempt::STARTED, ['key' => 'state-of-the-second']);
        $window->move('second', ConnectAttempt::CONNECTED, ['organisation' => 'Demo Company (AU)']);
        self::assertSame(ConnectAttempt::CONNECTED, $page->get('second')['state']);
        self::assertSame('Demo Company (AU)', $page->get('second')['organisation']);
        self::assertSame('default', $page->get('second')['connection']);
        self::assertSame(ConnectAttempt::STARTED, $page->get('first')['state']);
        self::assertSame([], $page->get('third'));
    }

    public function testAConsentIsFoundByItsStateAndOnlyByWhoBeganIt(): void
    {
        $window = $this->attempts(7);
        $window->start('first', 'default');
        $window->move('first', ConnectAttempt::STARTED, ['key' => 'abc']);
        self::assertSame('first', $window->ofState('abc'));
        self::assertSame('', $window->ofState(''));
        self::assertSame('', $this->attempts(8)->ofState('abc'));
        self::assertSame([], $this->attempts(8)->get('first'));
    }

    public function testOnlyTheNewestAreKept(): void
    {
        $window = $this->attempts(7);
        foreach (range(1, 7) as $number) {
            $window->start('a' . $number, 'default');
        }
        self::assertSame([], $window->get('a2'));
        self::assertSame('a3', $window->get('a3')['id']);
    }

    private function attempts(int $user): ConnectAttempt
    {
        $flags = $this->createMock(FlagManager::class);
        $flags->method('getFlagData')->willReturnCallback(fn (string $code) => $this->flags[$code] ?? null);
        $flags->method('saveFlag')->willReturnCallback(function (string $code, $value): bool {
            $this->flags[$code] = $value;
            return true;
        });
        $person = $this->createMock(User::class);
        $person->method('getId')->willReturn($user);
        $session = $this->getMockBuilder(Session::class)->disableOriginalConstructor()->addMethods(['getUser'])->getMock();
        $session->method('getUser')->willReturn($person);
        return new ConnectAttempt($flags, $session);
    }
}
