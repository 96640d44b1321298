<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Bridge;

use Ledgerline\Xero\Api\Data\Budget;
use Ledgerline\Xero\Api\Data\ConnectionStatus;
use Ledgerline\Xero\Api\Data\Counts;
use Ledgerline\Xero\Api\Data\Health;
use Ledgerline\Xero\Api\Data\Link;
use Ledgerline\Xero\Api\Data\LogDetail;
use Ledgerline\Xero\Api\Data\LogPage;
use Ledgerline\Xero\Api\Data\Overview;
use Ledgerline\Xero\Api\Data\QueuePage;
use Ledgerline\Xero\Api\Data\ReconciliationResult;
use Ledgerline\Xero\Api\Data\Standing;
use Ledgerline\Xero\Api\EngineException;
use Ledgerline\Xero\Api\EngineInterface;

/** Every method of the engine as one call by its name; written by scripts/engine-calls from the interface. */
abstract class EngineCalls implements EngineInterface
{
    public function configure(string $connection, array $settings): bool
    {
        return $this->ask('configure', [$connection, $settings]);
    }

    public function authorise(string $connection, string $redirectUri): array
    {
        return $this->ask('authorise', [$connection, $redirectUri]);
    }

    public function completeAuthorise(array $query): array
    {
        return $this->ask('completeAuthorise', [$query]);
    }

    public function chooseOrganisation(string $connection, string $organisationId): ConnectionStatus
    {
        return ConnectionStatus::fromEngine($this->ask('chooseOrganisation', [$connection, $organisationId]));
    }

    public function confirmOrganisation(string $connection, bool $moves): ConnectionStatus
    {
        return ConnectionStatus::fromEngine($this->ask('confirmOrganisation', [$connection, $moves]));
    }

    public function connectCustom(string $connection): ConnectionStatus
    {
        return ConnectionStatus::fromEngine($this->ask('connectCustom', [$connection]));
    }

    public function disconnect(string $connection): ConnectionStatus
    {
        return ConnectionStatus::fromEngine($this->ask('disconnect', [$connection]));
    }

    public function connections(): array
    {
        return array_map(ConnectionStatus::fromEngine(...), $this->ask('connections', []));
    }

    public function catalogue(string $connection, bool $refresh = false): array
    {
        return $this->ask('catalogue', [$connection, $refresh]);
    }

    public function taxMapping(string $connection, array $shop): array
    {
        return $this->ask('taxMapping', [$connection, $shop]);
    }

    public function unmappedTaxRates(string $connection, array $used): array
    {
        return $this->ask('unmappedTaxRates', [$connection, $used]);
    }

    public function paymentMapping(string $connection, array $methods, string $usual): array
    {
        return $this->ask('paymentMapping', [$connection, $methods, $usual]);
    }

    public function totalsMapping(string $connection, array $totals): array
    {
        return $this->ask('totalsMapping', [$connection, $totals]);
    }

    public function accountRoles(): array
    {
        return $this->ask('accountRoles', []);
    }

    public function accountFaults(string $connection, array $accounts): array
    {
        return $this->ask('accountFaults', [$connection, $accounts]);
    }

    public function missingAccounts(string $connection, array $chosen, array $names): array
    {
        return $this->ask('missingAccounts', [$connection, $chosen, $names]);
    }

    public function createAccount(string $connection, array $account): array
    {
        return $this->ask('createAccount', [$connection, $account]);
    }

    public function enqueue(array $snapshots, array $options = []): array
    {
        return $this->ask('enqueue', [$snapshots, $options]);
    }

    public function drain(array $options = [], ?callable $progress = null): array
    {
        return $this->ask('drain', [$options, $progress]);
    }

    public function jobs(array $query = []): QueuePage
    {
        return QueuePage::fromEngine($this->ask('jobs', [$query]));
    }

    public function messages(): array
    {
        return $this->ask('messages', []);
    }

    public function codes(): array
    {
        return $this->ask('codes', []);
    }

    public function counts(): Counts
    {
        return Counts::fromEngine($this->ask('counts', []));
    }

    public function overview(array $connections): Overview
    {
        return Overview::fromEngine($this->ask('overview', [$connections]));
    }

    public function retry(array $selection): int
    {
        return $this->ask('retry', [$selection]);
    }

    public function hold(array $ids): int
    {
        return $this->ask('hold', [$ids]);
    }

    public function cancel(array $ids): int
    {
        return $this->ask('cancel', [$ids]);
    }

    public function log(array $query = []): LogPage
    {
        return LogPage::fromEngine($this->ask('log', [$query]));
    }

    public function logDetail(int $id): LogDetail
    {
        return LogDetail::fromEngine($this->ask('logDetail', [$id]));
    }

    public function changes(?string $after = null, int $limit = 1000): array
    {
        return $this->ask('changes', [$after, $limit]);
    }

    public function standings(string $entity, array $ids): array
    {
        return array_map(static fn (array $list): array => array_map(Standing::fromEngine(...), $list), $this->ask('standings', [$entity, $ids]));
    }

    public function contents(string $connection, string $entity, array $ids): array
    {
        return $this->ask('contents', [$connection, $entity, $ids]);
    }

    public function exclude(string $entity, array $ids, bool $out = true): int
    {
        return $this->ask('exclude', [$entity, $ids, $out]);
    }

    public function erase(array $whom): array
    {
        return $this->ask('erase', [$whom]);
    }

    public function links(string $entity, string $entityId): array
    {
        return array_map(Link::fromEngine(...), $this->ask('links', [$entity, $entityId]));
    }

    public function preview(array $snapshot): array
    {
        return $this->ask('preview', [$snapshot]);
    }

    public function dryRun(string $connection, array $snapshots, bool $compare, array $soFar = []): array
    {
        return $this->ask('dryRun', [$connection, $snapshots, $compare, $soFar]);
    }

    public function budget(string $connection, array $planned = []): Budget
    {
        return Budget::fromEngine($this->ask('budget', [$connection, $planned]));
    }

    public function expected(string $connection, array $documents): array
    {
        return $this->ask('expected', [$connection, $documents]);
    }

    public function reconcile(string $connection, array $plan, callable $documents): ReconciliationResult
    {
        return ReconciliationResult::fromEngine($this->ask('reconcile', [$connection, $plan, $documents]));
    }

    public function reconciliation(string $connection): ?ReconciliationResult
    {
        $answer = $this->ask('reconciliation', [$connection]);
        return $answer === null ? null : ReconciliationResult::fromEngine($answer);
    }

    public function startRun(string $connection, array $plan): array
    {
        return $this->ask('startRun', [$connection, $plan]);
    }

    public function run(string $connection): ?array
    {
        return $this->ask('run', [$connection]);
    }

    public function progress(string $connection): ?array
    {
        return $this->ask('progress', [$connection]);
    }

    public function advanceRun(int $id, string $entity, string $expectedCursor, string $cursor, bool $finished, array $snapshots): array
    {
        return $this->ask('advanceRun', [$id, $entity, $expectedCursor, $cursor, $finished, $snapshots]);
    }

    public function pauseRun(int $id, bool $paused = true): array
    {
        return $this->ask('pauseRun', [$id, $paused]);
    }

    public function cancelRun(int $id, bool $withJobs = false): array
    {
        return $this->ask('cancelRun', [$id, $withJobs]);
    }

    public function cursor(string $name): ?string
    {
        return $this->ask('cursor', [$name]);
    }

    public function setCursor(string $name, string $value): void
    {
        $this->ask('setCursor', [$name, $value]);
    }

    public function prune(array $options = []): array
    {
        return $this->ask('prune', [$options]);
    }

    public function moveStore(string $to, array $options = [], ?callable $progress = null): array
    {
        return $this->ask('moveStore', [$to, $options, $progress]);
    }

    public function health(): Health
    {
        return Health::fromEngine($this->ask('health', []));
    }

    /** Calls one method of the engine. */
    abstract protected function ask(string $method, array $arguments): mixed;
}
