<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Console;

use Ledgerline\Xero\Status\Mirror;
use Symfony\Component\Console\Input\InputInterface;
use Symfony\Component\Console\Output\OutputInterface;

class StatusRefreshCommand extends AbstractCommand
{
    protected const NAME = 'ledgerline:status:refresh';
    protected const DESCRIPTION = 'Rebuilds the grids\' column "Xero", after a database was restored';

    public function __construct(CommandContext $context, private readonly Mirror $mirror)
    {
        parent::__construct($context);
    }

    protected function perform(InputInterface $input, OutputInterface $output): int
    {
        $counts = $this->mirror->rebuild();
        if ($this->isJson($input)) {
            $this->writeJson($output, $counts);
            return self::FINE;
        }
        $rows = [];
        foreach ($counts as $entity => $count) {
            $rows[] = [$entity, (string)$count];
        }
        $this->writeTable($output, ['Record', 'Known in Xero or in the queue'], $rows);
        return self::FINE;
    }
}
