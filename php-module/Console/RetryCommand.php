<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Console;

use Ledgerline\Xero\Record\SendAgain;
use Symfony\Component\Console\Input\InputInterface;
use Symfony\Component\Console\Output\OutputInterface;

class RetryCommand extends AbstractCommand
{
    protected const NAME = 'ledgerline:retry';
    protected const DESCRIPTION = 'Makes held and failed jobs ready to be sent again';

    public function __construct(CommandContext $context, private readonly SendAgain $again)
    {
        parent::__construct($context);
    }

    protected function configure(): void
    {
        parent::configure();
        $this->addValue('ids', 'These jobs, by the numbers that ledgerline:queue shows: 3,5,10-20');
        $this->addValue('code', 'All that are held with this code, such as tax_rate_unmapped');
        $this->addFlag('all', 'Everything that is held or failed');
    }

    protected function perform(InputInterface $input, OutputInterface $output): int
    {
        $ids = $this->idsOption($input);
        $code = (string)$input->getOption('code');
        $all = (bool)$input->getOption('all');
        if ((int)(bool)$ids + (int)($code !== '') + (int)$all !== 1) {
            throw new InputException(__('Say which jobs: one of --ids=3,5,10-20, --code=… and --all.'));
        }
        $lost = 0;
        if ($ids) {
            ['count' => $count, 'lost' => $lost] = $this->again->send($ids);
        } else {
            $count = $this->engine->retry($all ? ['all' => true] : ['code' => $code]);
        }
        if ($this->isJson($input)) {
            $this->writeJson($output, ['ready' => $count]);
            return self::FINE;
        }
        if ($lost > 0) {
            $output->writeln(sprintf(
                '<comment>%s</comment> Remove damaged lines with bin/magento ledgerline:cancel',
                $lost === 1
                    ? 'The record of 1 damaged line is not in the shop, or is not sent under the settings.'
                    : "The records of $lost damaged lines are not in the shop, or are not sent under the settings."
            ));
        }
        if ($count === 0) {
            $output->writeln('There are no such jobs that are held or failed.');
        } else {
            $output->writeln(sprintf(
                '<info>%s.</info> Cron sends them, or now: bin/magento ledgerline:drain',
                $count === 1 ? '1 job is ready again' : $count . ' jobs are ready again'
            ));
        }
        return self::FINE;
    }
}
