<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Tests\Unit\Notification;

use Ledgerline\Xero\Notification\AbstractConditionNotice;
use Ledgerline\Xero\Notification\Condition;
use Ledgerline\Xero\Notification\ExpiryNotice;
use Ledgerline\Xero\Notification\HeldNotice;
use Ledgerline\Xero\Notification\LimitNotice;
use Ledgerline\Xero\Notification\ReconciliationNotice;
use Ledgerline\Xero\Notification\StoreNotice;
use Ledgerline\Xero\Tests\Unit\Fake\FakeMessages;
use Ledgerline\Xero\Text\Display;
use Magento\Framework\Escaper;
use Magento\Framework\Locale\ResolverInterface;
use Magento\Framework\Notification\MessageInterface;
use Magento\Framework\Stdlib\DateTime\TimezoneInterface;
use Magento\Framework\UrlInterface;
use PHPUnit\Framework\TestCase;

class NoticesTest extends TestCase
{
    private const FINE = ['store' => null, 'held' => 0, 'used_up' => [], 'expiring' => [], 'differing' => []];
    private const ONE = ['connection' => 'default', 'name' => 'Books <&> Co'];

    /** @dataProvider classes */
    public function testNothingIsSaidWhileAllIsWell(string $class): void
    {
        self::assertFalse($this->notice($class, [])->isDisplayed());
        self::assertSame('', $this->notice($class, [])->getText());
    }

    /** @dataProvider classes */
    public function testATroubledConditionBreaksNoPage(string $class): void
    {
        $condition = $this->createMock(Condition::class);
        $condition->method('get')->willThrowException(new \RuntimeException('no store'));
        self::assertFalse((new $class($this->url(), $this->escaper(), $condition, FakeMessages::english(), $this->display()))->isDisplayed());
    }

    public static function classes(): array
    {
        return [[LimitNotice::class], [ExpiryNotice::class], [ReconciliationNotice::class], [HeldNotice::class], [StoreNotice::class]];
    }

    public function testUsedUpCallsAreNoAlarmAndAreSaidOnceADay(): void
    {
        $notice = $this->notice(LimitNotice::class, ['used_up' => [self::ONE, ['connection' => 'website_uk', 'name' => 'UK']]]);
        self::assertSame(MessageInterface::SEVERITY_MINOR, $notice->getSeverity());
        self::assertStringContainsString('Books &lt;&amp;&gt; Co, UK', $notice->getText());
        self::assertStringContainsString('href="/ledgerline_xero/requests/index"', $notice->getText());
        self::assertSame($notice->getIdentity(), $this->notice(LimitNotice::class, ['used_up' => [self::ONE, ['connection' => 'website_uk', 'name' => 'UK']]])->getIdentity());
        self::assertNotSame($notice->getIdentity(), $this->notice(LimitNotice::class, ['used_up' => [self::ONE]])->getIdentity());
    }

    public function testAnEndingConsentNamesTheDayAndWhereToSignIn(): void
    {
        $notice = $this->notice(ExpiryNotice::class, ['expiring' => [self::ONE + ['at' => '2026-12-01 08:00:00']]]);
        self::assertStringContainsString('Dec 1, 2026', $notice->getText());
        self::assertStringNotContainsString('08:00', $notice->getText());
        self::assertStringContainsString('/system_config/edit', $notice->getText());
        self::assertSame(MessageInterface::SEVERITY_MAJOR, $notice->getSeverity());
    }

    public function testDifferencesAreCountedAndANewReconciliationIsToldAgain(): void
    {
        $one = $this->notice(ReconciliationNotice::class, ['differing' => [self::ONE + ['at' => '2026-02-01 04:20:00', 'wrong' => 1]]]);
        $many = $this->notice(ReconciliationNotice::class, ['differing' => [self::ONE + ['at' => '2026-02-02 04:20:00', 'wrong' => 12]]]);
        self::assertStringContainsString('1 document of the shop', $one->getText());
        self::assertStringContainsString('12 documents of the shop', $many->getText());
        self::assertStringContainsString('/ledgerline_xero/reconciliation/index', $many->getText());
        self::assertNotSame($one->getIdentity(), $many->getIdentity());
    }

    public function testADamagedLineIsNoStoreThatCannotBeUsed(): void
    {
        $damaged = ['code' => 'store_damaged', 'message' => '1 line of the queue is damaged.', 'usable' => true];
        $text = $this->notice(StoreNotice::class, ['store' => $damaged])->getText();
        self::assertStringContainsString('Part of the Xero Integration', $text);
        self::assertStringContainsString('href="/ledgerline_xero/queue/index"', $text);
        self::assertStringNotContainsString('cannot use its store', $text);
        $gone = ['code' => 'store_not_writable', 'message' => 'No rights.', 'usable' => false];
        self::assertStringContainsString('cannot use its store', $this->notice(StoreNotice::class, ['store' => $gone])->getText());
    }

    public function testAnotherStoreThatSendsIsOneMessageHoweverOftenItSends(): void
    {
        $store = static fn (string $at): array => [
            'store' => ['code' => 'store_foreign', 'message' => "Documents are sent by web-1; last at $at.", 'fix' => 'Use <one> store.', 'usable' => true],
        ];
        $notice = $this->notice(StoreNotice::class, $store('10:00'));
        self::assertStringContainsString('This server sends nothing to Xero.', $notice->getText());
        self::assertStringContainsString('sent by web-1; last at 10:00. Use &lt;one&gt; store.', $notice->getText());
        self::assertStringNotContainsString('damaged', $notice->getText());
        self::assertSame($notice->getIdentity(), $this->notice(StoreNotice::class, $store('10:01'))->getIdentity());
    }

    private function notice(string $class, array $change, string $locale = 'en_US'): AbstractConditionNotice
    {
        $condition = $this->createMock(Condition::class);
        $condition->method('get')->willReturn($change + self::FINE);
        return new $class($this->url(), $this->escaper(), $condition, FakeMessages::english(), $this->display($locale));
    }

    public function testNumbersAndDaysAreWrittenAsThePersonDoes(): void
    {
        self::assertStringContainsString('19,760 documents', $this->notice(HeldNotice::class, ['held' => 19760])->getText());
        self::assertStringContainsString('19.760 documents', $this->notice(HeldNotice::class, ['held' => 19760], 'de_DE')->getText());
        $expiring = ['expiring' => [self::ONE + ['at' => '2026-12-01 08:00:00']]];
        self::assertStringContainsString('01.12.2026', $this->notice(ExpiryNotice::class, $expiring, 'de_DE')->getText());
        self::assertStringContainsString(
            '1,200 documents of the shop',
            $this->notice(ReconciliationNotice::class, ['differing' => [self::ONE + ['at' => '2026-02-02 04:20:00', 'wrong' => 1200]]])->getText()
        );
    }

    private function display(string $locale = 'en_US'): Display
    {
        $resolver = $this->createMock(ResolverInterface::class);
        $resolver->method('getLocale')->willReturn($locale);
        return new Display($resolver, $this->createMock(TimezoneInterface::class));
    }

    private function url(): UrlInterface
    {
        $url = $this->createMock(UrlInterface::class);
        $url->method('getUrl')->willReturnCallback(static fn (string $route): string => "/$route");
        return $url;
    }

    private function escaper(): Escaper
    {
        $escaper = $this->createMock(Escaper::class);
        foreach (['escapeHtml', 'escapeHtmlAttr'] as $method) {
            $escaper->method($method)->willReturnCallback(static fn ($text): string => htmlspecialchars((string)$text));
        }
        return $escaper;
    }
}
