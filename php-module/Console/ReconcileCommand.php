<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Console;

use Ledgerline\Xero\Api\Data\ReconciliationResult;
use Ledgerline\Xero\Reconcile\Days;
use Ledgerline\Xero\Reconcile\Reconciliation;
use Ledgerline\Xero\Reconcile\Repair;
use Ledgerline\Xero\Reconcile\Verdict;
use Magento\Framework\Exception\LocalizedException;
use Symfony\Component\Console\Input\InputInterface;
use Symfony\Component\Console\Output\OutputInterface;

class ReconcileCommand extends AbstractCommand
{
    protected const NAME = 'ledgerline:reconcile';
    protected const DESCRIPTION = 'Compares the shop\'s documents with what Xero has, per day and store';
    private const SHOWN = 50;

    public function __construct(
        CommandContext $context,
        private readonly Reconciliation $reconciliation,
        private readonly Repair $repair,
        private readonly Days $days
    ) {
        parent::__construct($context);
    }

    protected function configure(): void
    {
        parent::configure();
        $this->addValue('from', 'First day, YYYY-MM-DD; else the last seven');
        $this->addValue('to', 'Last day, YYYY-MM-DD');
        $this->addValue('connection', 'Only this connection');
        $this->addFlag('repair', 'Queue what is missing in Xero');
    }

    protected function perform(InputInterface $input, OutputInterface $output): int
    {
        try {
            [$from, $to] = $this->days->chosen((string)$input->getOption('from'), (string)$input->getOption('to'));
        } catch (LocalizedException $e) {
            throw new InputException(__($e->getMessage()));
        }
        $codes = $this->codes($this->connectionOption($input));
        if ($codes === []) {
            throw new \Ledgerline\Xero\Api\EngineException(
                __('No organisation is connected.'),
                'not_connected',
                [],
                \Ledgerline\Xero\Api\EngineException::KIND_CONNECTION
            );
        }
        $answers = [];
        $code = self::FINE;
        foreach ($codes as $connection) {
            $result = $this->reconciliation->run($connection, $from, $to);
            if ($result === null) {
                throw new InputException(__('Another process reconciles "%1" at this moment.', $connection));
            }
            $open = $result->wrong;
            $repaired = $input->getOption('repair') ? $this->repair->missing($connection) : null;
            if ($repaired !== null) {
                $open -= $repaired['queued'];
            }
            $code = $open > 0 ? self::NEEDS_PERSON : $code;
            $answers[] = [$result, $repaired];
        }
        if ($this->isJson($input)) {
            $this->writeJson($output, [
                'connections' => array_map(static fn (array $answer): array => ['summary' => $answer[0]->counts, 'repair' => $answer[1]]
                    + $answer[0]->toArray(), $answers),
                'exit_code' => $code,
            ]);
            return $code;
        }
        foreach ($answers as [$result, $repaired]) {
            $this->write($output, $result, $repaired);
        }
        return $code;
    }

    /** @return string[] the connections to look at: the named one, or all that are connected */
    private function codes(?string $named): array
    {
        if ($named !== null) {
            return [$named];
        }
        $connected = [];
        foreach ($this->engine->connections() as $status) {
            if ($status->isConnected()) {
                $connected[] = $status->connection;
            }
        }
        return array_values(array_intersect($this->connections->all(), $connected));
    }

    /** One connection for people. */
    private function write(OutputInterface $output, ReconciliationResult $result, ?array $repaired): void
    {
        $summary = $result->counts;
        $output->writeln(sprintf(
            '<info>%s</info>, %s to %s: %d documents, %d agree, %d on their way, %d held, %d missing, %d changed, %d voided, '
            . '%d twice, %d no longer paid, %d accepted (%d calls)',
            $this->plain($result->connection),
            $result->from,
            $result->to,
            $result->documents,
            $summary['matched'],
            $summary[Verdict::ON_ITS_WAY],
            $summary[Verdict::HELD],
            $summary['missing'],
            $summary['changed'],
            $summary['voided'],
            $summary['duplicate'],
            $summary['unpaid'],
            $summary[Verdict::ACCEPTED],
            $result->calls
        ));
        $rows = [];
        foreach ($result->days as $day) {
            $rows[] = [
                $day['day'], $day['store'], $day['documents'], $day['matched'], $day['shop'], $day['xero'],
                $day['difference'], $day['currency'],
            ];
        }
        if ($rows) {
            $headers = ['Day', 'Store', 'Documents', 'Agree', 'Shop', 'Xero', 'Difference', ''];
            $this->writeTable($output, $headers, $rows);
        }
        $rows = [];
        foreach (array_slice($result->findings, 0, self::SHOWN) as $finding) {
            $rows[] = [
                $finding->kind, $finding->entity, $finding->number, $finding->date,
                $finding->total, $finding->xeroTotal, $finding->currency, $finding->jobMessage,
            ];
        }
        if ($rows) {
            $output->writeln('');
            $headers = ['Finding', 'Document', 'Number', 'Day', 'Shop', 'Xero', '', 'Queue'];
            $this->writeTable($output, $headers, $rows);
        }
        if (count($result->findings) > self::SHOWN) {
            $output->writeln(sprintf('… and %d more; --json shows them.', count($result->findings) - self::SHOWN));
        }
        if ($repaired !== null) {
            $output->writeln(sprintf(
                '%d of %d missing documents are queued. Cron sends them, or now: bin/magento ledgerline:drain',
                $repaired['queued'],
                $repaired['missing']
            ));
        } elseif ($summary['missing'] > 0) {
            $output->writeln('To queue what is missing: the same command with --repair');
        }
    }
}
