<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Console;

use Ledgerline\Xero\Bridge\EngineFactory;
use Ledgerline\Xero\Bridge\StoreGuardFactory;
use Ledgerline\Xero\Config\Options;
use Ledgerline\Xero\Config\StoreSetting;
use Ledgerline\Xero\Sending\DrainStep;
use Magento\Framework\Lock\LockManagerInterface;
use Symfony\Component\Console\Helper\ProgressBar;
use Symfony\Component\Console\Input\InputInterface;
use Symfony\Component\Console\Output\OutputInterface;

/**
 * Moves the store to another place while the shop sells: what is saved meanwhile waits in the outbox.
 */
class StoreMoveCommand extends AbstractCommand
{
    protected const NAME = 'ledgerline:store:move';
    protected const DESCRIPTION = 'Moves the store to another folder or database server';

    /** Seconds for which a drain of cron is waited for. */
    private const PATIENCE = 90;

    private bool $isStopped = false;

    public function __construct(
        CommandContext $context,
        private readonly Options $options,
        private readonly StoreSetting $setting,
        private readonly LockManagerInterface $locks,
        private readonly EngineFactory $engines,
        private readonly StoreGuardFactory $guards
    ) {
        parent::__construct($context);
    }

    protected function configure(): void
    {
        parent::configure();
        $this->addValue('to', 'Where to: a folder, "mysql" for the shop\'s own database, or an address (mysql://user:password@host/database); - reads it from the standard input');
        $this->addFlag('cancel', 'End a move that was interrupted, and use the store where it is');
    }

    /** Settings and touched records are handed over to a store that takes them. */
    protected function handOver(Session $session): array
    {
        $session->prepare();
        return [];
    }

    protected function perform(InputInterface $input, OutputInterface $output): int
    {
        $store = trim((string)$input->getOption('to'));
        if ($store === '-') {
            // phpcs:ignore Magento2.Functions.DiscouragedFunction
            $store = trim((string)fgets(STDIN));
        }
        if ($store === '') {
            throw new InputException(__('Say where the store moves to: --to=/folder, --to=mysql, or --to=mysql://user:password@host/database.'));
        }
        $locked = $this->lock($output);
        try {
            $result = $this->move($store, $input, $output);
        } finally {
            if ($locked) {
                $this->locks->unlock(DrainStep::LOCK);
            }
        }
        $isWritten = $result['state'] === 'moved' ? $this->setting->write($store) : null;
        if ($isWritten === true) {
            // An engine of this process that has the new store.
            $this->guards->create(['engine' => $this->engines->create()])->follow();
        }
        $code = $result['state'] === 'stopped' || $isWritten === false ? self::NEEDS_PERSON : self::FINE;
        if ($this->isJson($input)) {
            $this->writeJson($output, $result + ['env_written' => $isWritten, 'exit_code' => $code]);
        } else {
            $this->writeResult($output, $result, $store, $isWritten);
        }
        return $code;
    }

    /** Waits for the drain of cron, so that as few answers of Xero as possible have to be looked up afterwards. */
    private function lock(OutputInterface $output): bool
    {
        if ($this->locks->lock(DrainStep::LOCK, 0)) {
            return true;
        }
        $this->remark($output, 'A drain is running: the move begins when it has ended.');
        return $this->locks->lock(DrainStep::LOCK, self::PATIENCE);
    }

    /** Moves with a progress bar; Ctrl-C ends it after a page, and the same command resumes it. */
    private function move(string $store, InputInterface $input, OutputInterface $output): array
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
        $bar = $this->isJson($input) ? null : $this->progressBar($output, 0, 'rows');
        $step = '';
        $result = $this->engine->moveStore(
            $this->options->address($store),
            ['cancel' => (bool)$input->getOption('cancel')],
            function (array $state) use ($bar, &$step, $output): bool {
                if ($bar !== null && $state['step'] !== 'waiting') {
                    $this->show($bar, $state, $step, $output);
                    $step = $state['step'];
                }
                return !$this->isStopped;
            }
        );
        if ($step !== '') {
            $bar?->display();
            $this->remark($output, '');
        }
        return $result;
    }

    private function show(ProgressBar $bar, array $state, string $step, OutputInterface $output): void
    {
        if ($state['step'] !== $step) {
            if ($step !== '') {
                $bar->display();
                $this->remark($output, '');
            }
            $bar->start((int)$state['total']);
        }
        $bar->setMessage(sprintf('%s %s', $state['step'], $this->plain((string)$state['table'])));
        $bar->setProgress(min((int)$state['rows'], (int)$state['total']));
    }

    private function writeResult(OutputInterface $output, array $result, string $store, ?bool $isWritten): void
    {
        [$from, $to] = [$this->plain((string)$result['from']), $this->plain((string)$result['to'])];
        if ($result['tables'] !== []) {
            $this->writeTable($output, ['Table', 'Rows', 'SHA-256, the same in both stores'], array_map(
                static fn (array $one): array => [$one['table'], $one['rows'], $one['checksum']],
                $result['tables']
            ));
        }
        $output->writeln(match ($result['state']) {
            'there' => sprintf('The store is at %s already.', $to),
            'cancelled' => sprintf('The move is ended. The store stays at %s.', $from),
            'stopped' => sprintf(
                'Stopped. %s takes no changes until the move is over: run the same command again, or end the move with --cancel. Nothing is lost meanwhile.',
                $from
            ),
            'moved' => sprintf('<info>The store has moved from %s to %s.</info> The old one can be read, and takes no changes.', $from, $to),
        });
        if ($isWritten === true) {
            $output->writeln('app/etc/env.php names the new store. Restart PHP-FPM where it does not look for changed files (opcache.validate_timestamps=0).');
        } elseif ($isWritten === false) {
            $output->writeln('<comment>app/etc/env.php could not be written, or a variable of the environment decides. Nothing is sent until it says:</comment>');
            $output->writeln($this->setting->lines($store), OutputInterface::OUTPUT_RAW);
        }
        if ($isWritten !== null) {
            $output->writeln('Other servers of the shop need the same in their app/etc/env.php; until then they say store_moved and send nothing.');
        }
    }
}
