<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Console;

use Ledgerline\Xero\Mapping\Transfer;
use Symfony\Component\Console\Input\InputInterface;
use Symfony\Component\Console\Output\OutputInterface;

class MappingsExportCommand extends AbstractCommand
{
    protected const NAME = 'ledgerline:mappings:export';
    protected const DESCRIPTION = 'Writes all mappings (taxes, payments, totals, tracking) as JSON to the standard output';

    public function __construct(CommandContext $context, private readonly Transfer $transfer)
    {
        parent::__construct($context);
    }

    protected function perform(InputInterface $input, OutputInterface $output): int
    {
        $this->writeJson($output, $this->transfer->export());
        return self::FINE;
    }
}
