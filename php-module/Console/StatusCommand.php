<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Console;

use Ledgerline\Xero\Api\Data\Budget;
use Ledgerline\Xero\Api\Data\ConnectionStatus;
use Ledgerline\Xero\Api\Data\Counts;
use Ledgerline\Xero\Api\Data\Health;
use Ledgerline\Xero\Api\Data\HeldCount;
use Ledgerline\Xero\Api\Data\JobCount;
use Ledgerline\Xero\Api\EngineException;
use Ledgerline\Xero\Bridge\StoreClaim;
use Ledgerline\Xero\Bridge\StoreGuard;
use Symfony\Component\Console\Input\InputInterface;
use Symfony\Component\Console\Output\OutputInterface;

class StatusCommand extends AbstractCommand
{
    protected const NAME = 'ledgerline:status';
    protected const DESCRIPTION = 'Shows how the connection to Xero and the queue stand';

    public function __construct(CommandContext $context, private readonly StoreGuard $guard)
    {
        parent::__construct($context);
    }

    protected function perform(InputInterface $input, OutputInterface $output): int
    {
        $refusal = $this->guard->refusal();
        $claim = $this->guard->claim();
        $health = $this->engine->health();
        $connections = $budgets = [];
        foreach ($this->engine->connections() as $connection) {
            if ($this->connections->exists($connection->connection)) {
                $connections[] = $connection;
                $budgets[] = $this->engine->budget($connection->connection);
            }
        }
        $counts = $this->engine->counts();
        $overview = $this->engine->overview($this->connections->all());
        $code = match (true) {
            $refusal !== null, $overview->needs === 'person' => self::NEEDS_PERSON,
            $overview->needs === 'connection' => self::NOT_CONNECTED,
            default => self::FINE,
        };
        if ($this->isJson($input)) {
            $this->writeJson($output, [
                'health' => $health->toArray(),
                'connections' => array_map(
                    static fn (ConnectionStatus $one, Budget $budget): array => $one->toArray() + ['budget' => $budget->toArray()],
                    $connections,
                    $budgets
                ),
                ...$counts->toArray(),
                'sender' => $claim === null ? null : [
                    'host' => $claim->place->host, 'store' => $claim->place->folder, 'since' => $claim->since, 'at' => $claim->at,
                    'is_this_store' => $refusal === null, 'code' => $refusal?->getErrorCode() ?? '', 'message' => $refusal?->getMessage() ?? '',
                    'fix' => $refusal?->getDetails()['fix'] ?? '',
                ],
                'cron' => ['last_drain' => $overview->cronLast ?: null],
                'exit_code' => $code,
            ]);
            return $code;
        }
        $this->writeHealth($output, $health, $overview->cronLast);
        $this->writeSender($output, $claim, $refusal);
        foreach ($connections as $i => $connection) {
            $this->writeConnection($output, $connection, $budgets[$i]);
        }
        $this->writeQueue($output, $counts);
        return $code;
    }

    private function writeHealth(OutputInterface $output, Health $health, int $last): void
    {
        $store = $health->store;
        $output->writeln(sprintf('<info>Extension</info>  %s', $this->plain($health->version)));
        $output->writeln(sprintf(
            '<info>Store</info>      %s, %s',
            $this->plain($store->path),
            $store->isFine
                ? sprintf('%.1f MB, %d jobs', $store->bytes / 1048576, $store->jobs)
                : '<error>' . $this->plain($store->message->english) . '</error>'
        ));
        if ($health->xeroUrl !== '') {
            $output->writeln(sprintf('<info>Xero</info>       %s', $this->plain($health->xeroUrl)));
        }
        $output->writeln(sprintf(
            '<info>Cron</info>       %s',
            $last > 0 ? 'last drain ' . $this->time($last) : 'has not drained yet'
        ));
    }

    private function writeSender(OutputInterface $output, ?StoreClaim $claim, ?EngineException $refusal): void
    {
        if ($refusal !== null) {
            $output->writeln(sprintf('<error>%s</error>', $this->plain($refusal->getMessage())));
            $output->writeln($this->plain((string)$refusal->getDetails()['fix']));
        } elseif ($claim !== null) {
            $output->writeln(sprintf('<info>Sends</info>      this store, since %s', $this->time($claim->since)));
        }
    }

    private function writeConnection(OutputInterface $output, ConnectionStatus $connection, Budget $budget): void
    {
        $output->writeln('');
        $output->writeln(sprintf(
            '<info>Connection %s</info> (%s): %s%s',
            $this->plain($connection->connection),
            $this->plain($connection->name),
            $connection->isConnected() ? $connection->state : '<comment>' . $this->plain($connection->state) . '</comment>',
            $connection->organisation === null ? '' : ', ' . $this->plain($connection->organisation->name)
        ));
        foreach ($connection->isConnected() ? [] : [$connection->message, $connection->fix] as $message) {
            if ($message->english !== '') {
                $output->writeln('  ' . $this->plain($message->english));
            }
        }
        $output->writeln(sprintf(
            '  Calls: %d of %d today, %d of %d this minute',
            $budget->dayUsed,
            $budget->dayLimit,
            $budget->minuteUsed,
            $budget->minuteLimit
        ));
        if ($budget->blockedUntil > 0) {
            $output->writeln('  Xero takes no calls before ' . $this->time($budget->blockedUntil));
        }
        if ($budget->callsNeeded > 0) {
            $output->writeln(sprintf(
                '  The queue needs about %d calls and %s.',
                $budget->callsNeeded,
                $this->duration($budget->secondsNeeded)
            ));
        }
    }

    private function writeQueue(OutputInterface $output, Counts $counts): void
    {
        $output->writeln('');
        if ($counts->jobs === []) {
            $output->writeln('The queue is empty.');
            return;
        }
        $this->writeTable($output, ['Connection', 'What', 'State', 'Jobs', 'Oldest (UTC)'], array_map(
            static fn (JobCount $one): array => [$one->connection, $one->kind, $one->state, $one->count, $one->oldestAt],
            $counts->jobs
        ));
        if ($counts->held !== []) {
            $output->writeln('');
            $this->writeTable($output, ['Held because of', 'Jobs', 'Reason'], array_map(
                static fn (HeldCount $one): array => [$one->code, $one->count, $one->message->english],
                $counts->held
            ));
        }
    }
}
