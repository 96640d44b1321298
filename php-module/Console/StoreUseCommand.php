<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Console;

use Ledgerline\Xero\Bridge\StoreGuard;
use Symfony\Component\Console\Helper\QuestionHelper;
use Symfony\Component\Console\Input\InputInterface;
use Symfony\Component\Console\Output\OutputInterface;
use Symfony\Component\Console\Question\ConfirmationQuestion;

class StoreUseCommand extends AbstractCommand
{
    protected const NAME = 'ledgerline:store:use';
    protected const DESCRIPTION = 'Lets this server\'s store send for the shop, instead of another one';

    public function __construct(CommandContext $context, private readonly StoreGuard $guard)
    {
        parent::__construct($context);
    }

    protected function configure(): void
    {
        parent::configure();
        $this->addFlag('force', 'Do not ask');
    }

    protected function perform(InputInterface $input, OutputInterface $output): int
    {
        $refusal = $this->guard->refusal();
        $isTaken = false;
        if ($refusal !== null) {
            $this->remark($output, $this->plain($refusal->getMessage()));
            $this->remark($output, 'What the other store has in its queue stays there and is not sent. Outbox and sweep find what happened since yesterday,'
                . ' "Sync All Data Now" finds the rest. What is in Xero already is looked up and not sent twice.');
            if (!$this->isConfirmed($input, $output)) {
                $this->remark($output, 'Nothing was changed.');
                return self::WRONG;
            }
            $isTaken = $this->guard->take();
            if (!$isTaken) {
                $this->remark($output, 'Another process is writing down right now which store sends. Nothing was changed: try again.');
                return self::WRONG;
            }
        }
        if ($this->isJson($input)) {
            $this->writeJson($output, ['taken' => $isTaken, 'before' => $refusal?->getErrorCode() ?? '']);
        } else {
            $output->writeln($isTaken
                ? '<info>This server\'s store sends from now on.</info> Is it connected? bin/magento ledgerline:status'
                : 'This server\'s store sends already.');
        }
        return self::FINE;
    }

    private function isConfirmed(InputInterface $input, OutputInterface $output): bool
    {
        if ($input->getOption('force') || !$input->isInteractive()) {
            return true;
        }
        $question = new ConfirmationQuestion('Is the other store switched off, and is this one to send? [y/N] ', false);
        return (bool)(new QuestionHelper())->ask($input, $this->side($output), $question);
    }
}
