<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Console;

use Ledgerline\Xero\Api\Data\LogLine;
use Symfony\Component\Console\Input\InputInterface;
use Symfony\Component\Console\Output\OutputInterface;

class LogCommand extends AbstractListCommand
{
    protected const NAME = 'ledgerline:log';
    protected const DESCRIPTION = 'Shows what was sent to Xero, the newest first';

    protected function configure(): void
    {
        parent::configure();
        $this->addValue('line', 'One line in full: what was sent and answered');
    }

    protected function states(): array
    {
        return ['success', 'held', 'retry', 'failed', 'unknown', 'skipped', 'information'];
    }

    protected function stateField(): string
    {
        return 'status';
    }

    protected function perform(InputInterface $input, OutputInterface $output): int
    {
        $line = $input->getOption('line');
        if ($line !== null) {
            $this->writeJson($output, $this->engine->logDetail((int)$line)->toArray());
            return self::FINE;
        }
        return $this->writePage(
            $input,
            $output,
            $this->engine->log($this->query($input)),
            'There are no such lines.',
            ['Time (UTC)', 'Connection', 'What', 'Number', 'Action', 'Status', 'Total', 'Message'],
            fn (LogLine $row): array => [
                $row->at, $row->connection, $row->kind, $row->number, $row->action, $row->status, $this->amount($row),
                trim($row->code . ' ' . $this->short($row->message->english)),
            ]
        );
    }
}
