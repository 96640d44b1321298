<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Tests\Unit\Bridge;

use Ledgerline\Xero\Api\EngineInterface;
use Ledgerline\Xero\Bridge\Availability;
use Ledgerline\Xero\Outbox\Worker;
use PHPUnit\Framework\TestCase;

class AvailabilityTest extends TestCase
{
    public function testTheRightExtensionIsReady(): void
    {
        $availability = $this->php(true, '0.1.0', EngineInterface::API);
        self::assertTrue($availability->isReady());
        self::assertSame(
            ['ok' => true, 'code' => 'ready', 'message' => '', 'fix' => '', 'version' => '0.1.0'],
            $availability->state()
        );
    }

    public function testANewerExtensionOfTheSameLanguageIsReady(): void
    {
        self::assertTrue($this->php(true, '1.4.2', EngineInterface::API)->isReady());
    }

    public function testAMissingExtensionIsSaidWithTheFileForThisPhp(): void
    {
        $state = $this->php(false)->state();
        self::assertFalse($state['ok']);
        self::assertSame('extension_missing', $state['code']);
        self::assertNull($state['version']);
        self::assertStringContainsString(PHP_MAJOR_VERSION . '.' . PHP_MINOR_VERSION, $state['fix']);
        self::assertStringContainsString('NTS', $state['fix']);
        self::assertStringContainsString(php_uname('m'), $state['fix']);
        self::assertStringContainsString((string)ini_get('extension_dir'), $state['fix']);
    }

    public function testALibraryThatPhpDidNotLoadIsNamed(): void
    {
        $state = $this->php(false, '', 0, true)->state();
        self::assertSame('extension_missing', $state['code']);
        self::assertStringContainsString('ledgerline.so', $state['message']);
        self::assertStringContainsString('did not load it', $state['message']);
    }

    /**
     * @dataProvider outdated
     */
    public function testAnExtensionThatDoesNotFitIsOutdated(string $version, int $api, string $says): void
    {
        $state = $this->php(true, $version, $api)->state();
        self::assertFalse($state['ok']);
        self::assertSame('extension_outdated', $state['code']);
        self::assertSame($version, $state['version']);
        self::assertStringContainsString($says, $state['message']);
        self::assertNotSame('', $state['fix']);
    }

    public static function outdated(): array
    {
        return [
            'older build' => ['0.1.0', 3, 'older than the module Ledgerline_Xero (its interface is number 3, the module needs number ' . EngineInterface::API],
            'older version' => ['0.0.9', EngineInterface::API, '0.0.9 is too old for the module Ledgerline_Xero, which needs 0.1.0'],
            'newer language: the module is the old one' => ['2.0.0', EngineInterface::API + 1, 'newer than the module'],
        ];
    }

    public function testNothingIsThrownWhateverHappens(): void
    {
        $availability = new class ($this->worker(new \RuntimeException('no database'))) extends Availability {
            protected function isLoaded(): bool
            {
                throw new \Error('Call to undefined function extension_loaded()');
            }
        };
        self::assertFalse($availability->isReady());
        self::assertSame('extension_missing', $availability->state()['code']);
    }

    public function testAThreadSafePhpIsRefusedInWords(): void
    {
        $availability = new class ($this->worker(null)) extends Availability {
            protected function isThreadSafe(): bool
            {
                return true;
            }
        };
        $state = $availability->state();
        self::assertSame([false, 'extension_missing'], [$state['ok'], $state['code']]);
        self::assertStringContainsString('thread-safe PHP (ZTS)', $state['message']);
        self::assertStringContainsString('an NTS build of PHP', $state['fix']);
    }

    public function testThisPhpIsToldAsItIs(): void
    {
        $availability = new Availability($this->worker(null));
        self::assertSame(extension_loaded('ledgerline'), $availability->isReady());
    }

    public function testAServerWithoutTheExtensionNamesTheOneThatSends(): void
    {
        $availability = $this->php(false, worker: $this->worker(['host' => 'cron-1', 'at' => 1780000000]));
        self::assertFalse($availability->isReady());
        $state = $availability->state();
        self::assertSame([false, 'extension_elsewhere', null], [$state['ok'], $state['code'], $state['version']]);
        self::assertStringContainsString('cron-1 sends what is saved here. It was last at work at 2026-05-28 20:26 (UTC).', $state['message']);
        self::assertSame('ready', $this->php(true, '0.1.0', EngineInterface::API, worker: $this->worker(['host' => 'cron-1', 'at' => 1780000000]))->state()['code']);
    }

    /** @param array{host:string, at:int}|\Throwable|null $answer */
    private function worker(array|\Throwable|null $answer): Worker
    {
        return new class ($answer) extends Worker {
            public function __construct(private readonly array|\Throwable|null $answer)
            {
            }

            public function elsewhere(): ?array
            {
                return $this->answer instanceof \Throwable ? throw $this->answer : $this->answer;
            }
        };
    }

    private function php(bool $loaded, string $version = '', int $api = 0, bool $file = false, ?Worker $worker = null): Availability
    {
        return new class ($worker ?? $this->worker(null), [$loaded, $version, $api, $file]) extends Availability {
            public function __construct(Worker $worker, private readonly array $facts)
            {
                parent::__construct($worker);
            }

            protected function isLoaded(): bool
            {
                return $this->facts[0];
            }

            protected function loadedVersion(): string
            {
                return $this->facts[1];
            }

            protected function loadedApi(): int
            {
                return $this->facts[2];
            }

            protected function libraryIsThere(): bool
            {
                return $this->facts[3];
            }
        };
    }
}
