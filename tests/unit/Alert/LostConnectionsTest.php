<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Tests\Unit\Alert;

use Ledgerline\Xero\Alert\LostConnections;
use Ledgerline\Xero\Alert\Mail;
use Ledgerline\Xero\Alert\Settings;
use Ledgerline\Xero\Snapshot\AdminUrl;
use Ledgerline\Xero\Tests\Unit\Fake\FakeConnections;
use Ledgerline\Xero\Tests\Unit\Fake\FakeEngine;
use Ledgerline\Xero\Tests\Unit\Fake\FakeMessages;
use Ledgerline\Xero\Tests\Unit\Fake\FakeScopeConfig;
use Ledgerline\Xero\Tests\Unit\Fake\MemoryLogger;
use PHPUnit\Framework\TestCase;

class LostConnectionsTest extends TestCase
{
    private const NOW = 1800000000;

    private FakeEngine $engine;

    private FakeScopeConfig $config;

    /** @var array[] */
    private array $mails = [];

    private bool $works = true;

    private LostConnections $lost;

    protected function setUp(): void
    {
        $kept = [];
        $this->engine = new FakeEngine();
        $this->engine->answers['setCursor'] = static function (string $name, string $value) use (&$kept): void {
            $kept[$name] = $value;
        };
        $this->engine->answers['cursor'] = static function (string $name) use (&$kept): ?string {
            return $kept[$name] ?? null;
        };
        $this->config = new FakeScopeConfig(['default' => ['ledgerline_xero/alerts/recipient' => 'ann@example.com; bob@example.com']]);
        $settings = new Settings($this->config);
        $mail = $this->createMock(Mail::class);
        $mail->method('send')->willReturnCallback(function (string $name, array $variables): void {
            if (!$this->works) {
                throw new \RuntimeException('no mail server');
            }
            $this->mails[] = [$name, $variables['organisation'], $variables['reason']];
        });
        $adminUrl = $this->createMock(AdminUrl::class);
        $this->lost = new LostConnections($this->engine, new FakeConnections(), $settings, $mail, $adminUrl, new MemoryLogger(), FakeMessages::english());
        $this->state('connected');
    }

    public function testEachLossIsToldOnce(): void
    {
        self::assertSame(0, $this->lost->watch(self::NOW));
        $this->state('needs_connection');
        for ($minute = 1; $minute < 300; $minute++) {
            $this->lost->watch(self::NOW + $minute * 60);
        }
        self::assertSame([['connection', 'Books', 'The consent has ended.']], $this->mails);
        $this->state('connected');
        $this->lost->watch(self::NOW + 20000);
        $this->state('needs_connection');
        $this->lost->watch(self::NOW + 20060);
        self::assertCount(2, $this->mails);
    }

    public function testAConnectionThatComesAndGoesIsToldOnceAnHour(): void
    {
        for ($minute = 0; $minute < 120; $minute++) {
            $this->state($minute % 2 ? 'connected' : 'needs_connection');
            $this->lost->watch(self::NOW + $minute * 60);
        }
        self::assertCount(2, $this->mails);
    }

    public function testAnEmailThatCannotBeSentIsTriedAgainNowAndThen(): void
    {
        $this->works = false;
        $this->state('needs_connection');
        for ($minute = 0; $minute < 30; $minute++) {
            $this->lost->watch(self::NOW + $minute * 60);
        }
        $this->works = true;
        self::assertSame(1, $this->lost->watch(self::NOW + 1800));
        self::assertSame(0, $this->lost->watch(self::NOW + 9000));
    }

    public function testWithoutARecipientOrSwitchedOffNobodyIsTold(): void
    {
        $this->state('needs_connection');
        $this->config->values['default']['ledgerline_xero/alerts/connection'] = '0';
        self::assertSame(0, $this->lost->watch(self::NOW));
        $this->config->values['default'] = ['ledgerline_xero/alerts/connection' => '1'];
        self::assertSame(0, $this->lost->watch(self::NOW));
        // Who is entered afterwards hears of it.
        $this->config->values['default']['ledgerline_xero/alerts/recipient'] = 'ann@example.com';
        self::assertSame(1, $this->lost->watch(self::NOW));
    }

    public function testWhatAPersonDisconnectedIsNoLoss(): void
    {
        $this->state('disconnected');
        self::assertSame(0, $this->lost->watch(self::NOW));
    }

    private function state(string $state): void
    {
        $this->engine->answers['connections'] = [
            ['connection' => 'default', 'state' => $state, 'organisation' => ['name' => 'Books'], 'message' => 'The consent has ended.', 'fix' => ''],
            ['connection' => 'website_gone', 'state' => 'needs_connection', 'message' => ''],
        ];
    }
}
