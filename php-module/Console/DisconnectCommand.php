<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Console;

use Ledgerline\Xero\Config\Connections;
use Symfony\Component\Console\Input\InputInterface;
use Symfony\Component\Console\Input\InputOption;
use Symfony\Component\Console\Output\OutputInterface;

/** bin/magento ledgerline:disconnect */
class DisconnectCommand extends AbstractCommand
{
    protected function configure(): void
    {
        parent::configure();
        $this->setName('ledgerline:disconnect');
        $this->setDescription('Revokes the consent at Xero; queue and links stay');
        $default = Connections::DEFAULT_CODE;
        $this->addOption('connection', null, InputOption::VALUE_REQUIRED, 'Which connection', $default);
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
