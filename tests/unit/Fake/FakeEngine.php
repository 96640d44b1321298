<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Tests\Unit\Fake;

use Ledgerline\Xero\Api\EngineInterface;

/**
 * Remembers every call; answers what the test put into $answers, or throws it.
 */
class FakeEngine implements EngineInterface
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

    private function answer(string $method, array $arguments, $default)
    {
        $this->calls[] = [$method, $arguments];
        $answer = $this->answers[$method] ?? $default;
        if ($answer instanceof \Closure) {
            $answer = $answer(...$arguments);
        }
        if ($answer instanceof \Throwable) {
            throw $answer;
        }
        return $answer;
    }

    public function configure(string $connection, array $settings): bool
    {
        return $this->answer(__FUNCTION__, func_get_args(), true);
    }

    public function authorise(string $connection, string $redirectUri): array
    {
        return $this->answer(__FUNCTION__, func_get_args(), []);
    }

    public function completeAuthorise(array $query): array
    {
        return $this->answer(__FUNCTION__, func_get_args(), []);
    }

    public function chooseOrganisation(string $connection, string $organisationId): array
    {
        return $this->answer(__FUNCTION__, func_get_args(), []);
    }

    public function confirmOrganisation(string $connection, bool $moves): array
    {
        return $this->answer(__FUNCTION__, func_get_args(), []);
    }

    public function connectCustom(string $connection): array
    {
        return $this->answer(__FUNCTION__, func_get_args(), []);
    }

    public function disconnect(string $connection): array
    {
        return $this->answer(__FUNCTION__, func_get_args(), []);
    }

    public function connections(): array
    {
        return $this->answer(__FUNCTION__, func_get_args(), []);
    }

    public function catalogue(string $connection, bool $refresh = false): array
    {
        return $this->answer(__FUNCTION__, func_get_args(), []);
    }

    public function proposeTaxRates(string $connection, array $rates): array
    {
        return $this->answer(__FUNCTION__, func_get_args(), []);
    }

    public function createAccount(string $connection, array $account): array
    {
        return $this->answer(__FUNCTION__, func_get_args(), []);
    }

    public function enqueue(array $snapshots, array $options = []): array
    {
        return $this->answer(__FUNCTION__, func_get_args(), ['accepted' => count($snapshots), 'refused' => []]);
    }

    public function drain(array $options = [], ?callable $progress = null): array
    {
        return $this->answer(__FUNCTION__, func_get_args(), ['stopped' => 'empty']);
    }

    public function jobs(array $query = []): array
    {
        return $this->answer(__FUNCTION__, func_get_args(), []);
    }

    public function messages(): array
    {
        return $this->answer(__FUNCTION__, func_get_args(), []);
    }

    public function codes(): array
    {
        $known = (string)file_get_contents(dirname(__DIR__, 2) . '/fixtures/codes.json');
        return $this->answer(__FUNCTION__, func_get_args(), json_decode($known, true, 8, JSON_THROW_ON_ERROR));
    }

    public function counts(): array
    {
        return $this->answer(__FUNCTION__, func_get_args(), ['jobs' => [], 'held' => []]);
    }

    public function retry(array $selection): int
    {
        return $this->answer(__FUNCTION__, func_get_args(), 0);
    }

    public function hold(array $ids): int
    {
        return $this->answer(__FUNCTION__, func_get_args(), 0);
    }

    public function cancel(array $ids): int
    {
        return $this->answer(__FUNCTION__, func_get_args(), 0);
    }

    public function log(array $query = []): array
    {
        return $this->answer(__FUNCTION__, func_get_args(), []);
    }

    public function links(string $entity, string $entityId): array
    {
        return $this->answer(__FUNCTION__, func_get_args(), []);
    }

    public function preview(array $snapshot): array
    {
        return $this->answer(__FUNCTION__, func_get_args(), []);
    }

    public function budget(string $connection, int $planned = 0): array
    {
        return $this->answer(__FUNCTION__, func_get_args(), []);
    }

    public function reconcile(string $connection, array $plan): array
    {
        return $this->answer(__FUNCTION__, func_get_args(), []);
    }

    public function reconciliation(string $connection): ?array
    {
        return $this->answer(__FUNCTION__, func_get_args(), null);
    }

    public function startRun(string $connection, array $plan): array
    {
        return $this->answer(__FUNCTION__, func_get_args(), []);
    }

    public function run(string $connection): ?array
    {
        return $this->answer(__FUNCTION__, func_get_args(), null);
    }

    public function advanceRun(
        int $id,
        string $entity,
        string $expectedCursor,
        string $cursor,
        bool $finished,
        array $snapshots
    ): array {
        return $this->answer(__FUNCTION__, func_get_args(), []);
    }

    public function cancelRun(int $id, bool $withJobs = false): array
    {
        return $this->answer(__FUNCTION__, func_get_args(), []);
    }

    public function cursor(string $name): ?string
    {
        return $this->answer(__FUNCTION__, func_get_args(), null);
    }

    public function setCursor(string $name, string $value): void
    {
        $this->answer(__FUNCTION__, func_get_args(), null);
    }

    public function prune(array $options = []): array
    {
        return $this->answer(__FUNCTION__, func_get_args(), []);
    }

    public function health(): array
    {
        return $this->answer(__FUNCTION__, func_get_args(), []);
    }

    public function logDetail(int $id): array
    {
        return $this->answer(__FUNCTION__, func_get_args(), []);
    }

    public function changes(?string $after = null, int $limit = 1000): array
    {
        return $this->answer(__FUNCTION__, func_get_args(), ['items' => [], 'next' => '', 'more' => false]);
    }

    public function standings(string $entity, array $ids): array
    {
        return $this->answer(__FUNCTION__, func_get_args(), []);
    }

    public function exclude(string $entity, array $ids, bool $out = true): int
    {
        return $this->answer(__FUNCTION__, func_get_args(), 0);
    }

    public function erase(array $whom): array
    {
        return $this->answer(__FUNCTION__, func_get_args(), []);
    }

    public function pauseRun(int $id, bool $paused = true): array
    {
        return $this->answer(__FUNCTION__, func_get_args(), []);
    }
}
