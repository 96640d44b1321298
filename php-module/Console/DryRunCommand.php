<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Console;

use Ledgerline\Xero\DryRun\DryRun;
use Ledgerline\Xero\DryRun\Findings;
use Ledgerline\Xero\Text\Codes;
use Magento\Framework\Exception\LocalizedException;
use Magento\Store\Model\StoreManagerInterface;
use Symfony\Component\Console\Input\InputInterface;
use Symfony\Component\Console\Output\OutputInterface;

class DryRunCommand extends AbstractCommand
{
    protected const NAME = 'ledgerline:dry-run';
    protected const DESCRIPTION = 'Says what sending the documents of some days would do, and sends nothing';
    /** The progress bar moves in between. */
    private const SECONDS = 1.0;

    public function __construct(
        CommandContext $context,
        private readonly DryRun $dryRun,
        private readonly Findings $findings,
        private readonly Codes $codes,
        private readonly StoreManagerInterface $storeManager
    ) {
        parent::__construct($context);
    }

    protected function configure(): void
    {
        parent::configure();
        $this->addValue('from', 'Created on this day or later, YYYY-MM-DD');
        $this->addValue('to', 'Created on this day or earlier, YYYY-MM-DD');
        $this->addValue('website', 'Only documents and customers of this website (its code)');
        $this->addValue('connection', 'Only this connection');
        $this->addFlag('compare', 'Compare documents that are in Xero with what would be sent today');
    }

    protected function perform(InputInterface $input, OutputInterface $output): int
    {
        $website = $this->website((string)$input->getOption('website'));
        $named = $this->connectionOption($input);
        $codes = match (true) {
            $website !== null => [$this->connections->forWebsite($website)],
            $named !== null => [$named],
            default => $this->connections->all(),
        };
        if ($named !== null && $codes !== [$named]) {
            throw new InputException(__('The documents of this website go through the connection "%1".', $codes[0]));
        }
        $runs = [];
        foreach ($codes as $connection) {
            $runs[] = $this->readAll($connection, $website, $input, $output);
        }
        $code = self::FINE;
        foreach ($runs as $run) {
            $report = $run['answer']['report'];
            if ($this->findings->reasons($report, Findings::HELD) || $this->findings->reasons($report, Findings::REFUSED)) {
                $code = self::NEEDS_PERSON;
            }
        }
        if ($this->isJson($input)) {
            $this->writeJson($output, ['connections' => array_map($this->json(...), $runs), 'exit_code' => $code]);
            return $code;
        }
        foreach ($runs as $run) {
            $this->write($output, $run);
        }
        return $code;
    }

    private function readAll(string $connection, ?int $website, InputInterface $input, OutputInterface $output): array
    {
        try {
            $run = $this->dryRun->start(
                $connection,
                $input->getOption('from'),
                $input->getOption('to'),
                $website,
                (bool)$input->getOption('compare')
            );
        } catch (LocalizedException $e) {
            throw $e instanceof \Ledgerline\Xero\Api\EngineException ? $e : new InputException(__($e->getMessage()));
        }
        $bar = $this->isJson($input) ? null : $this->progressBar($output, (int)array_sum(array_column($run['entities'], 'total')), 'records');
        $bar?->start();
        while (!$this->dryRun->isOver($run)) {
            $run = $this->dryRun->step($run, self::SECONDS);
            $bar?->setProgress((int)array_sum(array_column($run['entities'], 'read')));
        }
        if ($bar !== null) {
            $bar->finish();
            $this->remark($output, '');
        }
        return $run;
    }

    private function website(string $code): ?int
    {
        if ($code === '') {
            return null;
        }
        foreach ($this->storeManager->getWebsites() as $website) {
            if ($website->getCode() === $code) {
                return (int)$website->getId();
            }
        }
        throw new InputException(__('There is no website "%1".', $code));
    }

    private function json(array $run): array
    {
        return [
            'connection' => $run['connection'], 'from' => $run['from'], 'to' => $run['to'],
            'lists_read' => (bool)$run['answer']['lists_read'],
            'documents' => $this->findings->counts($run['answer']['report'], Findings::DOCUMENTS),
        ] + $run['answer']['report'];
    }

    private function write(OutputInterface $output, array $run): void
    {
        $report = $run['answer']['report'];
        $counts = $this->findings->counts($report, Findings::DOCUMENTS);
        $of = static fn (string $outcome): int => $counts[$outcome] ?? 0;
        $rounding = [];
        foreach ($this->findings->rounding($report) as $currency => $most) {
            $rounding[] = sprintf('%s %s', $most, $currency);
        }
        $output->writeln(sprintf(
            '<info>%s</info>: of %d documents %d match to the cent, %d need a rounding line%s, %d would be held. Nothing was sent.',
            $this->plain($run['connection']),
            array_sum($counts),
            $of(Findings::SENT),
            $of(Findings::ROUNDED),
            $rounding ? ' (' . implode(', ', $rounding) . ' at most)' : '',
            $of(Findings::HELD)
        ));
        $rows = [];
        foreach (['Documents' => Findings::DOCUMENTS, 'Payments and refunds' => Findings::PAYMENTS, 'Contacts and items' => Findings::PARTIES] as $name => $kinds) {
            $some = $this->findings->counts($report, $kinds);
            $rows[] = [
                $name, ($some[Findings::SENT] ?? 0) + ($some[Findings::ROUNDED] ?? 0), $some[Findings::HELD] ?? 0, $some[Findings::ASKS] ?? 0,
                $some[Findings::IN_XERO] ?? 0, $some[Findings::SKIPPED] ?? 0,
            ];
        }
        $this->writeTable($output, ['', 'Would be sent', 'Held', 'Ask Xero', 'In Xero', 'Nothing to book'], $rows);
        $this->writeReasons($output, 'Held', $this->findings->reasons($report, Findings::HELD));
        $this->writeReasons($output, 'Could not be read', $this->findings->reasons($report, Findings::REFUSED));
        $this->writeReasons($output, 'In Xero, would be sent otherwise today', $this->findings->reasons($report, Findings::DIFFERS));
        $this->writeReasons($output, 'Could not be checked without asking Xero', $this->findings->reasons($report, Findings::ASKS));
        $this->writeReasons($output, 'Stay in the shop', $this->findings->reasons($report, Findings::LEFT_OUT));
        if (!$run['answer']['lists_read']) {
            $output->writeln('<comment>Xero\'s accounts and tax rates were never read, so whether they are there was not checked.</comment>');
        }
    }

    /** What the records of a reason have in common; else what is said of one of them. */
    private function title(array $reason): string
    {
        return $this->codes->title($reason['code']) ?: (string)($reason['row']['message'] ?? '');
    }

    /** @param array[] $reasons */
    private function writeReasons(OutputInterface $output, string $title, array $reasons): void
    {
        $rows = [];
        foreach ($reasons as $reason) {
            $amounts = array_map(
                static fn (string $currency, string $amount): string => bcadd($amount, '0', 2) . ' ' . $currency,
                array_keys($reason['amounts']),
                $reason['amounts']
            );
            $numbers = array_column($reason['examples'], 'number');
            $rows[] = [
                $reason['code'], $reason['count'], implode(', ', $amounts), $this->title($reason),
                implode(', ', array_keys($reason['subjects'])), implode(', ', $numbers),
            ];
        }
        if ($rows) {
            $output->writeln('');
            $this->writeTable($output, [$title, 'Records', 'Amount', '', 'What', 'For example'], $rows);
        }
    }
}
