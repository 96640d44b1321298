<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Console;

use Ledgerline\Xero\Accounts\AccountRole;
use Ledgerline\Xero\Api\EngineInterface;
use Ledgerline\Xero\Config\Connections;
use Symfony\Component\Console\Input\InputInterface;
use Symfony\Component\Console\Input\InputOption;
use Symfony\Component\Console\Output\OutputInterface;

/** bin/magento ledgerline:account:create */
class AccountCreateCommand extends AbstractCommand
{
    private const LONGEST = ['code' => 10, 'name' => 150];

    public function __construct(
        Session $session,
        EngineInterface $engine,
        Connections $connections,
        private readonly AccountRole $role
    ) {
        parent::__construct($session, $engine, $connections);
    }

    protected function configure(): void
    {
        parent::configure();
        $this->setName('ledgerline:account:create');
        $this->setDescription('Creates an account in Xero\'s chart of accounts');
        $default = Connections::DEFAULT_CODE;
        $this->addOption('code', null, InputOption::VALUE_REQUIRED, 'One to ten characters, such as 205');
        $this->addOption('name', null, InputOption::VALUE_REQUIRED, 'Such as "Shipping Income"');
        $this->addOption('type', null, InputOption::VALUE_REQUIRED, 'Xero\'s type, such as BANK, REVENUE or DIRECTCOSTS');
        $this->addOption('connection', null, InputOption::VALUE_REQUIRED, 'Which connection', $default);
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
        return array_values(array_unique(array_merge(
            ...array_map($this->role->types(...), array_keys($this->role->labels()))
        )));
    }
}
