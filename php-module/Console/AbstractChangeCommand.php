<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Console;

use Symfony\Component\Console\Input\InputInterface;
use Symfony\Component\Console\Output\OutputInterface;

/** A command that changes single jobs of the queue. */
abstract class AbstractChangeCommand extends AbstractCommand
{
    /**
     * @param int[] $ids
     * @return int how many changed
     */
    abstract protected function change(array $ids): int;

    /** What became of them, in words. */
    abstract protected function said(): string;

    protected function configure(): void
    {
        parent::configure();
        $this->addValue('ids', 'These jobs, by the numbers that ledgerline:queue shows: 3,5,10-20');
    }

    protected function perform(InputInterface $input, OutputInterface $output): int
    {
        $ids = $this->idsOption($input);
        if (!$ids) {
            throw new InputException(__('Say which jobs: --ids=3,5,10-20.'));
        }
        $count = $this->change($ids);
        if ($this->isJson($input)) {
            $this->writeJson($output, ['changed' => $count]);
        } else {
            $output->writeln($count === 0
                ? 'Nothing was changed: there are no such jobs, or their state does not allow it.'
                : sprintf('<info>%d %s.</info> %s', $count, $count === 1 ? 'job' : 'jobs', $this->said()));
        }
        return self::FINE;
    }
}
