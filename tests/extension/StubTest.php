<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Tests\Extension;

use Ledgerline\Xero\Api\EngineInterface;
use Ledgerline\Xero\Tests\Extension\Support\Php;

/**
 * What editors and the module are told is what the extension does.
 */
class StubTest extends ExtensionTestCase
{
    private function stubs(): array
    {
        $code = <<<'PHP'
spl_autoload_register(static function (string $class) use ($given): void {
    require $given['stubs'] . '/' . str_replace('\\', '/', $class) . '.php';
});
echo json_encode(Ledgerline\Xero\Tests\Extension\ReflectionDump::all(), JSON_THROW_ON_ERROR);
PHP;
        return Php::run($this->folder, $code, ['stubs' => dirname(__DIR__) . '/stubs'], ['extension' => false]);
    }

    public function testEveryClassMethodParameterAndConstantOfTheStubsIsTheExtensions(): void
    {
        $loaded = json_decode(json_encode(ReflectionDump::all(), JSON_THROW_ON_ERROR), true);
        // Its methods are the interface's.
        $loaded['Engine']['methods'] = array_intersect_key($loaded['Engine']['methods'], ['__construct' => true]);
        $stubs = $this->stubs();
        foreach ($loaded as $name => $class) {
            self::assertSame(array_keys($class['methods']), array_keys($stubs[$name]['methods']), "methods of $name");
            foreach ($class['methods'] as $method => $signature) {
                self::assertSame($signature, $stubs[$name]['methods'][$method], "$name::$method()");
            }
            self::assertSame($class, $stubs[$name], $name);
        }
    }

    public function testTheMethodsOfTheEngineAreThoseOfTheModulesInterface(): void
    {
        require_once dirname(__DIR__, 2) . '/php-module/Api/EngineInterface.php';
        $engine = ReflectionDump::one(new \ReflectionClass(\Ledgerline\Native\Engine::class))['methods'];
        $interface = ReflectionDump::one(new \ReflectionClass(EngineInterface::class));
        unset($engine['__construct']);
        self::assertSame(EngineInterface::API, \Ledgerline\Native\Engine::API);
        self::assertSame(array_keys($engine), array_keys($interface['methods']));
        foreach ($engine as $name => $method) {
            foreach ($method['parameters'] as &$parameter) {
                // The extension takes null for "no options"; the module always passes an array.
                if ($parameter['type'] === '?array') {
                    $parameter = ['type' => 'array', 'default' => []] + $parameter;
                }
            }
            unset($parameter);
            // The module makes a value of an array.
            $interface['methods'][$name]['returns'] = (string)preg_replace('~Ledgerline.*~', 'array', $interface['methods'][$name]['returns']);
            self::assertEquals($method, $interface['methods'][$name], $name);
        }
    }

    public function testTheStubsNameEveryClassOfTheExtension(): void
    {
        $classes = array_filter((new \ReflectionExtension('ledgerline'))->getClassNames(), static fn (string $name): bool => str_starts_with($name, 'Ledgerline\\'));
        $named = array_map(static fn (string $name): string => 'Ledgerline\\Native\\' . $name, ReflectionDump::CLASSES);
        sort($classes);
        sort($named);
        self::assertSame($named, array_values($classes));
        $files = array_map(static fn (string $file): string => 'Ledgerline\\Native\\' . basename($file, '.php'), glob(dirname(__DIR__) . '/stubs/Ledgerline/Native/*.php'));
        sort($files);
        self::assertSame($named, $files);
    }

    public function testTheVersionIsTheOneOfTheExtension(): void
    {
        self::assertSame(phpversion('ledgerline'), \Ledgerline\Native\Engine::VERSION);
        $cargo = (string)file_get_contents(dirname(__DIR__, 2) . '/Cargo.toml');
        self::assertStringContainsString('version = "' . \Ledgerline\Native\Engine::VERSION . '"', $cargo);
    }
}
