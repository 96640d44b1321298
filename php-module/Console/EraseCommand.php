<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Console;

use Ledgerline\Xero\Privacy\Erasure;
use Symfony\Component\Console\Input\InputInterface;
use Symfony\Component\Console\Output\OutputInterface;

class EraseCommand extends AbstractCommand
{
    protected const NAME = 'ledgerline:erase';
    protected const DESCRIPTION = 'Makes queue and log forget a customer or a guest; documents in Xero stay';

    public function __construct(CommandContext $context, private readonly Erasure $erasure)
    {
        parent::__construct($context);
    }

    protected function configure(): void
    {
        parent::configure();
        $this->addValue('customer', 'Magento\'s id of the customer');
        $this->addValue('email', 'E-mail address of a guest or a customer');
    }

    protected function perform(InputInterface $input, OutputInterface $output): int
    {
        $customer = trim((string)$input->getOption('customer'));
        $email = trim((string)$input->getOption('email'));
        if (($customer === '') === ($email === '')) {
            throw new InputException(__('Say whom: either --customer=ID or --email=ADDRESS.'));
        }
        if ($customer !== '' && !preg_match('/^[1-9]\d{0,9}$/', $customer)) {
            throw new InputException(__('"%1" is not an id of a customer.', $customer));
        }
        if ($email !== '' && filter_var($email, FILTER_VALIDATE_EMAIL) === false) {
            throw new InputException(__('"%1" is not an e-mail address.', $email));
        }
        $result = $this->erasure->erase($customer !== '' ? ['customer_id' => $customer] : ['email' => $email]);
        if ($this->isJson($input)) {
            $this->writeJson($output, $result);
            return self::FINE;
        }
        $output->writeln(sprintf(
            '<info>Erased:</info> %d jobs, %d lines of the log, the names of %d links.',
            (int)($result['jobs'] ?? 0),
            (int)($result['lines'] ?? 0),
            (int)($result['links'] ?? 0)
        ));
        if ((int)($result['open'] ?? 0) > 0) {
            $output->writeln(sprintf(
                '%d documents are still to be sent; cron erases the rest once they are. '
                . 'What is held waits for a person: fix it, or take it out with ledgerline:cancel or ledgerline:exclude.',
                (int)$result['open']
            ));
        }
        return self::FINE;
    }
}
