<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Console;

use Symfony\Component\Console\Input\InputInterface;
use Symfony\Component\Console\Output\OutputInterface;

class ExcludeCommand extends AbstractCommand
{
    protected const NAME = 'ledgerline:exclude';
    protected const DESCRIPTION = 'Never sends records to Xero, or lets them in again';

    protected function configure(): void
    {
        parent::configure();
        $this->addList('entity', 'customer, product, order, invoice or creditmemo');
        $this->addValue('ids', 'These records, by Magento\'s ids: 3,5,10-20');
        $this->addFlag('include', 'Lets them in again');
    }

    protected function perform(InputInterface $input, OutputInterface $output): int
    {
        $entities = $this->entityOption($input);
        $ids = $this->idsOption($input);
        if (count($entities) !== 1 || !$ids) {
            throw new InputException(__('Name one --entity and its --ids=3,5,10-20.'));
        }
        $isOut = !$input->getOption('include');
        $count = $this->engine->exclude($entities[0], array_map(strval(...), $ids), $isOut);
        if ($this->isJson($input)) {
            $this->writeJson($output, ['changed' => $count]);
        } elseif ($count === 0) {
            $output->writeln('Nothing was changed.');
        } else {
            $output->writeln(sprintf(
                '<info>%d changed.</info> %s',
                $count,
                $isOut
                    ? 'They are never sent; what waited is cancelled.'
                    : 'To send them: bin/magento ledgerline:sync --entity=… --ids=…'
            ));
        }
        return self::FINE;
    }
}
