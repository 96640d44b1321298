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
                $values = ['string' => '', 'array' => [], 'int' => 0, 'bool' => false, 'callable' => null];
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

    public function testTheInterfaceHasTheMethodsOfTheExtension(): void
    {
        $stub = file_get_contents(dirname(__DIR__, 2) . '/stubs/Ledgerline/Native/Engine.php');
        preg_match_all('/public function (\w+)\(([^)]*)\): (\??\w+)/', $stub, $found, PREG_SET_ORDER);
        $stubs = [];
        foreach ($found as [, $name, $parameters, $return]) {
            // The extension takes null for "no options"; the module always passes an array.
            $parameters = str_replace(['?array', '$options = null', '$query = null'], ['array', '$options = []', '$query = []'], $parameters);
            $stubs[$name] = preg_replace('/\s+/', ' ', trim($parameters)) . ': ' . $return;
        }
        $interface = file_get_contents(dirname(__DIR__, 3) . '/php-module/Api/EngineInterface.php');
        preg_match_all('/public function (\w+)\(([^)]*)\): (\??\w+)/', $interface, $found, PREG_SET_ORDER);
        $methods = [];
        foreach ($found as [, $name, $parameters, $return]) {
            $methods[$name] = preg_replace('/\s+/', ' ', trim($parameters)) . ': ' . $return;
        }
        self::assertNotSame([], $stubs);
        self::assertEquals($stubs, $methods);
    }
}
