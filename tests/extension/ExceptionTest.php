<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Tests\Extension;

use Ledgerline\Native\ConnectionRequired;
use Ledgerline\Native\DocumentRejected;
use Ledgerline\Native\Engine;
use Ledgerline\Native\EngineUnavailable;
use Ledgerline\Native\LimitReached;
use Ledgerline\Native\OutcomeUnknown;
use Ledgerline\Native\SettingsInvalid;
use Ledgerline\Native\TemporarilyUnavailable;
use Ledgerline\Native\XeroException;
use Ledgerline\Xero\Tests\Extension\Support\Shop;

/**
 * What goes wrong arrives as one of seven classes, each for something that the caller must do.
 */
class ExceptionTest extends ExtensionTestCase
{
    private function thrown(callable $do): XeroException
    {
        try {
            $do();
        } catch (XeroException $e) {
            self::assertMatchesRegularExpression('/^["\p{Lu}].*[.?]$/su', $e->getMessage(), 'a sentence');
            self::assertMatchesRegularExpression('/^[a-z][a-z0-9_]*$/', $e->getErrorCode());
            self::assertStringNotContainsString('sandbox-custom-secret', $e . json_encode($e->getDetails()));
            return $e;
        }
        self::fail('Nothing was thrown.');
    }

    public function testAllClassesAreExceptionsWithOneRoot(): void
    {
        self::assertSame(\Exception::class, get_parent_class(XeroException::class));
        foreach (array_slice(ReflectionDump::CLASSES, 2) as $name) {
            self::assertSame(XeroException::class, get_parent_class('Ledgerline\\Native\\' . $name), $name);
        }
    }

    public function testAnExceptionKnowsWhereItWasThrownAndTellsNoArguments(): void
    {
        $engine = $this->engine();
        $line = __LINE__ + 1;
        $e = $this->thrown(fn () => $engine->configure('default', Shop::settings(['type' => 'carrier pigeon'])));
        self::assertSame([__FILE__, $line], [$e->getFile(), $e->getLine()]);
        self::assertSame('configure', $e->getTrace()[0]['function']);
        self::assertArrayNotHasKey('args', $e->getTrace()[0]);
        self::assertStringContainsString('carrier pigeon', (string)$e);
        self::assertNull($e->getPrevious());
    }

    public function testAWrongSettingIsNamed(): void
    {
        $e = $this->thrown(fn () => $this->engine()->configure('default', Shop::settings(['type' => 'carrier pigeon'])));
        self::assertInstanceOf(SettingsInvalid::class, $e);
        self::assertSame(['settings_invalid', 'type'], [$e->getErrorCode(), $e->getDetails()['field']]);
        $e = $this->thrown(fn () => new Engine(['keys' => ['a']]));
        self::assertInstanceOf(SettingsInvalid::class, $e);
        self::assertSame(['option_invalid', 'store'], [$e->getErrorCode(), $e->getDetails()['option']]);
        foreach (['var/ledgerline', 'sqlite:ledgerline', 'postgres://shop@db/ledgerline', 'mysql://shop@db', 'sqlite:/s?durability=some'] as $store) {
            $e = $this->thrown(fn () => $this->engine(['store' => $store]));
            self::assertSame(['option_invalid', 'store'], [$e->getErrorCode(), $e->getDetails()['option']], $store);
        }
        $e = $this->thrown(fn () => $this->engine(['durability' => 'some']));
        self::assertSame(['option_invalid', 'durability'], [$e->getErrorCode(), $e->getDetails()['option']]);
        $e = $this->thrown(fn () => $this->engine(['xero_url' => 'http://xero.example']));
        self::assertSame(['option_invalid', 'xero_url'], [$e->getErrorCode(), $e->getDetails()['option']]);
        self::assertDirectoryDoesNotExist($this->store);
    }

    public function testAMissingConsentAsksForConnectNowAndSaysHow(): void
    {
        $this->sandbox();
        $engine = $this->engine();
        $engine->configure('default', Shop::settings(['type' => 'web_app', 'client_id' => 'sandbox-web', 'client_secret' => 'sandbox-web-secret']));
        $e = $this->thrown(fn () => $engine->catalogue('default', true));
        self::assertInstanceOf(ConnectionRequired::class, $e);
        self::assertSame('not_connected', $e->getErrorCode());
        self::assertStringContainsString('Connect Now', $e->getDetails()['fix']);
        $begun = $engine->authorise('default', 'http://localhost/back');
        $e = $this->thrown(fn () => $engine->completeAuthorise(['state' => 'made-up', 'code' => 'x']));
        self::assertInstanceOf(ConnectionRequired::class, $e);
        self::assertSame('state_mismatch', $e->getErrorCode());
        $e = $this->thrown(fn () => $engine->completeAuthorise(['state' => $begun['state'], 'error' => 'access_denied']));
        self::assertInstanceOf(ConnectionRequired::class, $e);
        self::assertSame('consent_denied', $e->getErrorCode());
    }

    public function testWrongCredentialsAreASetting(): void
    {
        $this->sandbox();
        $engine = $this->engine();
        $engine->configure('default', Shop::settings(['client_secret' => 'wrong']));
        $e = $this->thrown(fn () => $engine->connectCustom('default'));
        self::assertInstanceOf(SettingsInvalid::class, $e);
        self::assertSame('credentials_invalid', $e->getErrorCode());
        self::assertNotEmpty($e->getDetails()['fix']);
    }

    public function testAXeroThatCannotBeReachedNeedsNobody(): void
    {
        $engine = $this->engine(['xero_url' => 'http://127.0.0.1:9', 'timeout' => 2]);
        $engine->configure('default', Shop::settings());
        $e = $this->thrown(fn () => $engine->connectCustom('default'));
        self::assertInstanceOf(TemporarilyUnavailable::class, $e);
        self::assertSame('xero_unreachable', $e->getErrorCode());
    }

    public function testALimitSaysWhenItEnds(): void
    {
        $engine = $this->connected();
        $this->sandbox->ask('faults', ['kind' => 'rate_minute', 'times' => 3]);
        $e = $this->thrown(fn () => $engine->catalogue('default', true));
        self::assertInstanceOf(LimitReached::class, $e);
        self::assertGreaterThan(time(), $e->getDetails()['not_before']);
    }

    public function testWhatXeroRefusesIsRejectedInXerosWords(): void
    {
        $engine = $this->connected();
        $e = $this->thrown(fn () => $engine->createAccount('default', ['code' => '200', 'name' => 'Sales', 'type' => 'SALES']));
        self::assertInstanceOf(DocumentRejected::class, $e);
        self::assertStringContainsStringIgnoringCase('code', $e->getMessage());
    }

    public function testAnAnswerThatNeverCameIsSaidToBeMissing(): void
    {
        $engine = $this->connected();
        $this->sandbox->ask('faults', ['kind' => 'reset_after_commit', 'match' => ['method' => 'PUT', 'path' => '/Accounts']]);
        $e = $this->thrown(fn () => $engine->createAccount('default', ['code' => '777', 'name' => 'Made by a test', 'type' => 'SALES']));
        self::assertInstanceOf(OutcomeUnknown::class, $e);
        self::assertSame('unknown_outcome', $e->getErrorCode());
        self::assertStringContainsString('Refresh from Xero', $e->getDetails()['fix']);
    }

    public function testAStoreThatCannotBeMadeIsUnavailable(): void
    {
        $engine = $this->engine(['store' => $this->folder . '/missing/store']);
        $e = $this->thrown(fn () => $engine->counts());
        self::assertInstanceOf(EngineUnavailable::class, $e);
        self::assertSame('store_missing', $e->getErrorCode());
        self::assertStringContainsString($this->folder . '/missing/store', $e->getMessage());
        // The page that shows it does not fail.
        self::assertSame([false, 'store_missing'], [$engine->health()['store']['ok'], $engine->health()['store']['code']]);
        mkdir($this->folder . '/missing');
        self::assertSame([], $engine->counts()['jobs']);
        $health = $this->engine(['store' => 'sqlite:' . $this->folder . '/missing/store'])->health();
        self::assertSame($this->folder . '/missing/store/ledgerline.sqlite', $health['store']['path']);
        self::assertTrue($health['store']['ok']);
        self::assertGreaterThanOrEqual(filesize($health['store']['path']), $health['store']['bytes']);
    }

    public function testADefectBecomesAnErrorAndTheProcessGoesOn(): void
    {
        $engine = $this->engine();
        self::assertNull($engine->cursor('here'));
        try {
            $engine->cursor('ledgerline.test.panic');
            self::markTestSkipped('The extension was built for release, where no panic can be asked for.');
        } catch (\Error $e) {
            self::assertStringContainsString('asked for by a test', $e->getMessage());
        }
        $engine->setCursor('here', 'still alive');
        self::assertSame('still alive', $engine->cursor('here'));
    }

    public function testManyExceptionsCostNoMemory(): void
    {
        $engine = $this->engine();
        $throw = static function () use ($engine): void {
            try {
                $engine->retry([]);
            } catch (SettingsInvalid) {
            }
        };
        $throw();
        $before = memory_get_usage();
        for ($i = 0; $i < 2000; $i++) {
            $throw();
        }
        self::assertLessThan(20_000, memory_get_usage() - $before);
    }
}
