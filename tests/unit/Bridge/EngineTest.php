<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Tests\Unit\Bridge;

use Ledgerline\Xero\Api\EngineException;
use Ledgerline\Xero\Api\EngineInterface;
use Ledgerline\Xero\Bridge\Engine;
use Ledgerline\Xero\Config\Options;
use Ledgerline\Xero\Tests\Unit\Fake\FakeAvailability;
use PHPUnit\Framework\TestCase;

class EngineTest extends TestCase
{
    public function testWithoutTheExtensionEveryMethodSaysSo(): void
    {
        $availability = new FakeAvailability();
        $availability->ready = false;
        $engine = new Engine($availability, $this->createStub(Options::class));
        foreach ((new \ReflectionClass(EngineInterface::class))->getMethods() as $method) {
            $arguments = [];
            foreach ($method->getParameters() as $parameter) {
                $values = ['string' => '', 'array' => [], 'int' => 0, 'bool' => false, 'callable' => static fn (): array => []];
                $arguments[] = $values[$parameter->getType()->getName()];
            }
            try {
                $engine->{$method->getName()}(...$arguments);
                self::fail($method->getName());
            } catch (EngineException $e) {
                self::assertSame('extension_missing', $e->getErrorCode(), $method->getName());
                self::assertSame('install', $e->getDetails()['fix']);
            }
        }
    }

    public function testTheCallsAreWrittenFromTheInterface(): void
    {
        $root = dirname(__DIR__, 3);
        exec(escapeshellarg(PHP_BINARY) . ' -n ' . escapeshellarg($root . '/scripts/engine-calls') . ' --print', $lines, $status);
        self::assertSame(0, $status);
        self::assertStringEqualsFile($root . '/php-module/Bridge/EngineCalls.php', implode("\n", $lines) . "\n", 'The interface changed: php scripts/engine-calls');
    }
}
