<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Console;

use Ledgerline\Xero\Api\EngineInterface;
use Ledgerline\Xero\Config\Connections;
use Ledgerline\Xero\Mapping\Transfer;
use Symfony\Component\Console\Input\InputInterface;
use Symfony\Component\Console\Output\OutputInterface;

/** bin/magento ledgerline:mappings:export */
class MappingsExportCommand extends AbstractCommand
{
    public function __construct(
        Session $session,
        EngineInterface $engine,
        Connections $connections,
        private readonly Transfer $transfer
    ) {
        parent::__construct($session, $engine, $connections);
    }

    protected function configure(): void
    {
        parent::configure();
        $this->setName('ledgerline:mappings:export');
        $this->setDescription('Writes all mappings (taxes, payments, totals, tracking) as JSON to the standard output');
    }

    protected function perform(InputInterface $input, OutputInterface $output): int
    {
        $this->writeJson($output, $this->transfer->export());
        return self::FINE;
    }
}
