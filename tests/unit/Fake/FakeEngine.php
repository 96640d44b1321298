<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Tests\Unit\Fake;

use Ledgerline\Xero\Api\EngineInterface;
use Ledgerline\Xero\Bridge\EngineCalls;

/**
 * Remembers every call; answers what the test put into $answers, or throws it.
 */
class FakeEngine extends EngineCalls
{
    /** @var array<int,array{0:string,1:array}> */
    public $calls = [];

    /** @var array<string,mixed> */
    public $answers = [];

    /** Arguments of all calls of one method. */
    public function callsOf(string $method): array
    {
        return array_values(array_map(static function (array $call) {
            return $call[1];
        }, array_filter($this->calls, static function (array $call) use ($method): bool {
            return $call[0] === $method;
        })));
    }

    protected function ask(string $method, array $arguments): mixed
    {
        $this->calls[] = [$method, $arguments];
        $answer = $this->answers[$method] ?? $this->usual($method, $arguments);
        if ($answer instanceof \Closure) {
            $answer = $answer(...$arguments);
        }
        if ($answer instanceof \Throwable) {
            throw $answer;
        }
        return $answer;
    }

    /** What an engine with nothing in it answers. */
    private function usual(string $method, array $arguments): mixed
    {
        $type = (new \ReflectionMethod(EngineInterface::class, $method))->getReturnType();
        return match ($method) {
            'enqueue' => ['accepted' => count($arguments[0]), 'refused' => []],
            'drain' => ['stopped' => 'empty'],
            'health' => ['store' => ['ok' => true, 'schema' => 1]],
            'changes' => ['items' => [], 'next' => '', 'more' => false],
            'accountFaults' => array_map(static fn (): array => ['fault' => '', 'account' => null], $arguments[1]),
            'accountRoles' => json_decode((string)file_get_contents(dirname(__DIR__, 2) . '/fixtures/account-roles.json'), true, 8, JSON_THROW_ON_ERROR),
            'taxMapping' => self::mapping($arguments[1]['rates']),
            'paymentMapping', 'totalsMapping' => self::mapping($arguments[1]),
            'codes' => json_decode((string)file_get_contents(dirname(__DIR__, 2) . '/fixtures/codes.json'), true, 8, JSON_THROW_ON_ERROR),
            default => $type->allowsNull() ? null : match ($type->getName()) {
                'int' => 0,
                'bool' => true,
                'string' => '',
                'void' => null,
                // Of which a value may be made.
                default => [],
            },
        };
    }

    /** Rows with nothing to do. */
    private static function mapping(array $asked): array
    {
        return ['states' => ['none' => count($asked)], 'rows' => array_map(static fn (array $row): array => [
            'percent' => $row['percent'] ?? '', 'country' => '', 'inherited' => '', 'proposal' => null, 'on_shipping' => null,
            'state' => 'none', 'unmapped' => 'none', 'blocks' => false,
        ], $asked)];
    }
}
