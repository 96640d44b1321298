<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Console;

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
        $page = $this->engine->jobs($this->query($input));
        if ($this->isJson($input)) {
            $this->writeJson($output, $page->toArray());
            return self::FINE;
        }
        if ($page->rows === []) {
            $output->writeln('There are no such jobs.');
            return self::FINE;
        }
        $rows = [];
        foreach ($page->rows as $row) {
            $rows[] = [
                $row->id,
                $row->connection,
                $row->kind,
                $row->number,
                $row->state,
                $row->attempt,
                $this->amount($row),
                $row->updatedAt,
                trim($row->code . ' ' . $this->short($row->message->english)),
            ];
        }
        $this->writeTable($output, ['Job', 'Connection', 'What', 'Number', 'State', 'Attempt', 'Total', 'Changed (UTC)', 'Reason'], $rows);
        $output->writeln(sprintf('%d of %d', count($rows), $page->total));
        return self::FINE;
    }
}
