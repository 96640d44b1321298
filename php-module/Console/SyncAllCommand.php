<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Console;

use Ledgerline\Xero\Config\Connections;
use Ledgerline\Xero\SyncAll\Preview;
use Ledgerline\Xero\SyncAll\SyncAll;
use Magento\Framework\Exception\LocalizedException;
use Symfony\Component\Console\Input\InputArgument;
use Symfony\Component\Console\Input\InputInterface;
use Symfony\Component\Console\Output\OutputInterface;

/** The run that the configuration page shows; cron reads and sends. */
class SyncAllCommand extends AbstractCommand
{
    protected const NAME = 'ledgerline:sync-all';
    protected const DESCRIPTION = 'Starts, pauses, resumes, cancels or shows "Sync All Data Now"';
    private const ACTIONS = ['status', 'start', 'pause', 'resume', 'cancel'];

    public function __construct(CommandContext $context, private readonly SyncAll $syncAll, private readonly Preview $preview)
    {
        parent::__construct($context);
    }

    protected function configure(): void
    {
        parent::configure();
        $this->addArgument('action', InputArgument::OPTIONAL, implode(', ', self::ACTIONS), 'status');
        $this->addValue('connection', 'Which connection', Connections::DEFAULT_CODE);
        $this->addList('entity', 'For start: customer, product, order, invoice, creditmemo; without it all that are switched on');
        $this->addValue('from', 'For start: created from this day on, YYYY-MM-DD');
        $this->addValue('to', 'For start: created up to this day, YYYY-MM-DD');
        $this->addFlag('jobs', 'For cancel: takes what is queued out of the queue, too');
    }

    protected function perform(InputInterface $input, OutputInterface $output): int
    {
        $action = (string)$input->getArgument('action');
        if (!in_array($action, self::ACTIONS, true)) {
            throw new InputException(__('"%1" is not known. Choose from: %2.', $action, implode(', ', self::ACTIONS)));
        }
        $connection = $this->connectionOption($input) ?? Connections::DEFAULT_CODE;
        $run = $action === 'start' ? $this->start($connection, $input) : $this->engine->run($connection);
        if ($action === 'start') {
            $this->warn($connection, $input, $output);
        }
        if ($run === null && $action !== 'status') {
            throw new InputException(__('There is no Sync All.'));
        }
        $run = match ($action) {
            'pause' => $this->engine->pauseRun((int)$run['id']),
            'resume' => $this->engine->pauseRun((int)$run['id'], false),
            'cancel' => $this->engine->cancelRun((int)$run['id'], (bool)$input->getOption('jobs')),
            default => $run,
        };
        if ($this->isJson($input)) {
            $this->writeJson($output, $run ?? ['state' => 'none']);
            return self::FINE;
        }
        $run === null ? $output->writeln('There was no Sync All yet.') : $this->write($output, $run);
        return self::FINE;
    }

    private function start(string $connection, InputInterface $input): array
    {
        try {
            return $this->syncAll->start(
                $connection,
                $this->entityOption($input) ?: null,
                $input->getOption('from'),
                $input->getOption('to')
            );
        } catch (\Ledgerline\Xero\Api\EngineException $e) {
            throw $e;
        } catch (LocalizedException $e) {
            throw new InputException(__($e->getMessage()));
        }
    }

    /** Says what is known to be held. */
    private function warn(string $connection, InputInterface $input, OutputInterface $output): void
    {
        $entities = $this->entityOption($input) ?: $this->preview->entities($connection);
        $warnings = $this->preview->of($connection, $entities, $input->getOption('from'), $input->getOption('to'))['warnings'];
        foreach ($warnings as $warning) {
            $this->side($output)->writeln(sprintf('<comment>%s</comment>', $this->plain($warning['text'])));
        }
    }

    private function write(OutputInterface $output, array $run): void
    {
        $output->writeln(sprintf(
            '<info>%s</info>, started %s UTC',
            $this->plain((string)$run['state']),
            $this->plain((string)($run['started_at'] ?? ''))
        ));
        $rows = [];
        foreach ($run['entities'] ?? [] as $entity => $progress) {
            $rows[] = [$entity, $progress['read'], $progress['total']];
        }
        $this->writeTable($output, ['Entity', 'Read', 'Of'], $rows);
        $jobs = $run['jobs'] ?? [];
        $output->writeln(sprintf(
            'Jobs: %d done, %d waiting, %d held, %d failed',
            (int)($jobs['done'] ?? 0),
            (int)($jobs['waiting'] ?? 0),
            (int)($jobs['held'] ?? 0),
            (int)($jobs['failed'] ?? 0)
        ));
    }
}
