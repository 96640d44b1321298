<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Console;

use Ledgerline\Xero\Accounts\AccountRole;
use Ledgerline\Xero\Config\Connections;
use Symfony\Component\Console\Input\InputInterface;
use Symfony\Component\Console\Output\OutputInterface;

class AccountCreateCommand extends AbstractCommand
{
    protected const NAME = 'ledgerline:account:create';
    protected const DESCRIPTION = 'Creates an account in Xero\'s chart of accounts';
    private const LONGEST = ['code' => 10, 'name' => 150];

    public function __construct(CommandContext $context, private readonly AccountRole $role)
    {
        parent::__construct($context);
    }

    protected function configure(): void
    {
        parent::configure();
        $this->addValue('code', 'One to ten characters, such as 205');
        $this->addValue('name', 'Such as "Shipping Income"');
        $this->addValue('type', 'Xero\'s type, such as BANK, REVENUE or DIRECTCOSTS');
        $this->addValue('connection', 'Which connection', Connections::DEFAULT_CODE);
    }

    protected function perform(InputInterface $input, OutputInterface $output): int
    {
        $connection = $this->connectionOption($input) ?? Connections::DEFAULT_CODE;
        $account = [];
        foreach (self::LONGEST as $name => $longest) {
            $account[$name] = trim((string)$input->getOption($name));
            if ($account[$name] === '' || mb_strlen($account[$name]) > $longest) {
                throw new InputException(__('--%1 takes one to %2 characters.', $name, $longest));
            }
        }
        $account['type'] = strtoupper(trim((string)$input->getOption('type')));
        if (!in_array($account['type'], $this->types(), true)) {
            throw new InputException(__('Name one --type: %1.', implode(', ', $this->types())));
        }
        $made = $this->engine->createAccount($connection, $account);
        if ($this->isJson($input)) {
            $this->writeJson($output, $made);
            return self::FINE;
        }
        $output->writeln(sprintf(
            '<info>Created:</info> %s %s (%s)',
            $this->plain((string)($made['code'] ?? $account['code'])),
            $this->plain((string)($made['name'] ?? $account['name'])),
            $this->plain((string)($made['type'] ?? $account['type']))
        ));
        return self::FINE;
    }

    /** @return string[] types of accounts that the module can use */
    private function types(): array
    {
        return array_values(array_unique(array_merge(...array_map($this->role->types(...), array_keys($this->role->labels())))));
    }
}
