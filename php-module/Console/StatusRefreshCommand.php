<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Console;

use Ledgerline\Xero\Api\EngineInterface;
use Ledgerline\Xero\Config\Connections;
use Ledgerline\Xero\Status\Mirror;
use Symfony\Component\Console\Input\InputInterface;
use Symfony\Component\Console\Output\OutputInterface;

/** bin/magento ledgerline:status:refresh */
class StatusRefreshCommand extends AbstractCommand
{
    public function __construct(
        Session $session,
        EngineInterface $engine,
        Connections $connections,
        private readonly Mirror $mirror
    ) {
        parent::__construct($session, $engine, $connections);
    }

    protected function configure(): void
    {
        parent::configure();
        $this->setName('ledgerline:status:refresh');
        $this->setDescription('Rebuilds the grids\' column "Xero", after a database was restored');
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
