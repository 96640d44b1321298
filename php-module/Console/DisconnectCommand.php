<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Console;

use Ledgerline\Xero\Config\Connections;
use Symfony\Component\Console\Input\InputInterface;
use Symfony\Component\Console\Output\OutputInterface;

class DisconnectCommand extends AbstractCommand
{
    protected const NAME = 'ledgerline:disconnect';
    protected const DESCRIPTION = 'Revokes the consent at Xero; queue and links stay';

    protected function configure(): void
    {
        parent::configure();
        $this->addValue('connection', 'Which connection', Connections::DEFAULT_CODE);
    }

    protected function perform(InputInterface $input, OutputInterface $output): int
    {
        $status = $this->engine->disconnect($this->connectionOption($input) ?? Connections::DEFAULT_CODE);
        if ($this->isJson($input)) {
            $this->writeJson($output, $status->toArray());
        } else {
            $output->writeln('<info>The shop is disconnected from Xero.</info> What is queued stays there.');
        }
        return self::FINE;
    }
}
