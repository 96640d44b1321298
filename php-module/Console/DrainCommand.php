<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Console;

use Ledgerline\Xero\Sending\DrainStep;
use Magento\Framework\Lock\LockManagerInterface;
use Symfony\Component\Console\Helper\ProgressBar;
use Symfony\Component\Console\Input\InputInterface;
use Symfony\Component\Console\Output\OutputInterface;

class DrainCommand extends AbstractCommand
{
    protected const NAME = 'ledgerline:drain';
    protected const DESCRIPTION = 'Sends what is queued to Xero';

    private bool $isStopped = false;

    public function __construct(CommandContext $context, private readonly LockManagerInterface $locks)
    {
        parent::__construct($context);
    }

    protected function configure(): void
    {
        parent::configure();
        $this->addValue('seconds', 'Stop after so many seconds');
        $this->addValue('connection', 'Only this connection');
    }

    protected function perform(InputInterface $input, OutputInterface $output): int
    {
        $options = ['seconds' => $this->numberOption($input, 'seconds', 0)];
        $connection = $this->connectionOption($input);
        if ($connection !== null) {
            $options['connection'] = $connection;
        }
        $locked = $this->locks->lock(DrainStep::LOCK, 0);
        if (!$locked) {
            $this->remark($output, 'Another drain is running as well; both share the queue and Xero\'s limits.');
        }
        try {
            $result = $this->drain($options, $input, $output);
        } finally {
            if ($locked) {
                $this->locks->unlock(DrainStep::LOCK);
            }
        }
        if ($this->isNothingConnected($result, $connection)) {
            $result['stopped'] = 'connection';
        }
        $code = $this->exitCode($result);
        if ($this->isJson($input)) {
            $this->writeJson($output, $result + ['exit_code' => $code]);
        } else {
            $this->writeResult($output, $result);
        }
        return $code;
    }

    /** Drains with a progress bar; Ctrl-C lets the calls under way come to their end. */
    private function drain(array $options, InputInterface $input, OutputInterface $output): array
    {
        if (function_exists('pcntl_async_signals')) {
            // phpcs:ignore Magento2.Functions.DiscouragedFunction
            pcntl_async_signals(true);
            foreach ([SIGINT, SIGTERM] as $signal) {
                // phpcs:ignore Magento2.Functions.DiscouragedFunction
                pcntl_signal($signal, function (): void {
                    $this->isStopped = true;
                });
            }
        }
        $bar = $this->isJson($input) ? null : $this->progressBar($output, $this->engine->counts()->inState(['waiting', 'unknown'], $options['connection'] ?? null), 'jobs');
        $result = $this->engine->drain($options, function (array $state) use ($bar): bool {
            if ($bar !== null) {
                $this->show($bar, $state);
            }
            return !$this->isStopped;
        });
        if ($bar !== null && $bar->getProgress() > 0) {
            $bar->display();
            $this->remark($output, '');
        }
        return $result;
    }

    private function show(ProgressBar $bar, array $state): void
    {
        $settled = (int)($state['done'] ?? 0) + (int)($state['held'] ?? 0);
        $total = $settled + (int)($state['waiting'] ?? 0);
        if ($bar->getProgress() === 0) {
            $bar->start(max($total, $bar->getMaxSteps()));
        }
        if ($total > $bar->getMaxSteps()) {
            $bar->setMaxSteps($total);
        }
        $bar->setMessage(sprintf('%d calls', (int)($state['calls'] ?? 0)));
        $bar->setProgress(max($bar->getProgress(), $settled));
    }

    /** Whether a drain found nothing to do only because nobody has connected the shop yet. */
    private function isNothingConnected(array $result, ?string $connection): bool
    {
        if (($result['stopped'] ?? '') !== 'empty' || !empty($result['calls'])) {
            return false;
        }
        return $this->engine->overview($connection === null ? $this->connections->all() : [$connection])->needs === 'connection';
    }

    private function exitCode(array $result): int
    {
        if (($result['stopped'] ?? '') === 'connection') {
            return self::NOT_CONNECTED;
        }
        // Also what an earlier drain held: it still needs a person.
        $held = array_sum(array_map(intval(...), array_column($result['held_by'] ?? [], 'count')));
        return $held + (int)($result['held'] ?? 0) + (int)($result['failed'] ?? 0) > 0
            ? self::NEEDS_PERSON
            : self::FINE;
    }

    private function writeResult(OutputInterface $output, array $result): void
    {
        $this->writeTable(
            $output,
            ['Done', 'Held', 'Failed', 'Again later', 'Outcome unknown', 'Still waiting', 'Calls', 'Seconds'],
            [[
                $result['done'] ?? 0, $result['held'] ?? 0, $result['failed'] ?? 0, $result['retried'] ?? 0,
                $result['unknown'] ?? 0, $result['waiting'] ?? 0, $result['calls'] ?? 0,
                sprintf('%.1f', (float)($result['seconds'] ?? 0)),
            ]]
        );
        if (!empty($result['compared'])) {
            $output->writeln(sprintf(
                'Totals compared with Xero: %d, difference %.2f',
                (int)$result['compared'],
                (int)($result['difference_cents'] ?? 0) / 100
            ));
        }
        foreach ($result['held_by'] ?? [] as $row) {
            $output->writeln(sprintf(
                '<comment>%d held: %s (%s)</comment>',
                (int)($row['count'] ?? 0),
                $this->plain((string)($row['message'] ?? '')),
                $this->plain((string)($row['code'] ?? ''))
            ));
        }
        foreach ($result['connections'] ?? [] as $row) {
            if (($row['state'] ?? '') !== 'connected' && !empty($row['message'])) {
                $output->writeln(sprintf(
                    '<comment>%s: %s</comment>',
                    $this->plain((string)($row['connection'] ?? '')),
                    $this->plain((string)$row['message'])
                ));
            }
        }
        $output->writeln($this->ending($result));
    }

    /** Why the drain ended, and what comes next. */
    private function ending(array $result): string
    {
        return match ($result['stopped'] ?? '') {
            'empty' => 'Nothing is ready to be sent any more.',
            'time' => 'Time is up; the next drain continues.',
            'budget' => $this->limit($result),
            'connection' => 'Xero does not let the shop in: bin/magento ledgerline:connect, or Stores > Configuration > '
                . 'Xero Integration. Nothing is lost.',
            'asked' => 'Stopped as requested; the next drain continues.',
            default => '',
        };
    }

    /** Which of Xero's limits ended the drain. */
    private function limit(array $result): string
    {
        if (empty($result['not_before'])) {
            return 'Nothing can be sent right now; the next drain continues.';
        }
        $time = $this->time((int)$result['not_before']);
        return match ($result['barrier'] ?? null) {
            'day' => "Today's calls to Xero are used up: nothing can be sent before $time.",
            'pace' => "Today's calls to Xero are spread, so that they last: the next round starts at $time.",
            'asked' => "Xero asked the shop to wait: nothing can be sent before $time.",
            default => "Nothing can be sent before $time.",
        };
    }
}
