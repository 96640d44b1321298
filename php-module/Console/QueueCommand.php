<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Console;

use Ledgerline\Xero\Api\Data\QueueRow;
use Symfony\Component\Console\Input\InputInterface;
use Symfony\Component\Console\Output\OutputInterface;

class QueueCommand extends AbstractListCommand
{
    protected const NAME = 'ledgerline:queue';
    protected const DESCRIPTION = 'Shows the queue, the newest jobs first';

    protected function states(): array
    {
        return ['waiting', 'running', 'unknown', 'held', 'failed', 'done', 'cancelled', 'damaged'];
    }

    protected function stateField(): string
    {
        return 'state';
    }

    protected function perform(InputInterface $input, OutputInterface $output): int
    {
        return $this->writePage(
            $input,
            $output,
            $this->engine->jobs($this->query($input)),
            'There are no such jobs.',
            ['Job', 'Connection', 'What', 'Number', 'State', 'Attempt', 'Total', 'Changed (UTC)', 'Reason'],
            fn (QueueRow $row): array => [
                $row->id, $row->connection, $row->kind, $row->number, $row->state, $row->attempt, $this->amount($row), $row->updatedAt,
                trim($row->code . ' ' . $this->short($row->message->english)),
            ]
        );
    }
}
