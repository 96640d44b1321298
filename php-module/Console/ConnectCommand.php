<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Console;

use Ledgerline\Xero\Api\Data\ConnectionStatus;
use Ledgerline\Xero\Catalogue\FreshLists;
use Ledgerline\Xero\Config\Connections;
use Ledgerline\Xero\Config\Settings;
use Ledgerline\Xero\Connection\RedirectAddress;
use Symfony\Component\Console\Input\InputInterface;
use Symfony\Component\Console\Output\OutputInterface;

class ConnectCommand extends AbstractCommand
{
    protected const NAME = 'ledgerline:connect';
    protected const DESCRIPTION = 'Connects the shop with an organisation in Xero';

    public function __construct(
        CommandContext $context,
        private readonly Settings $settings,
        private readonly RedirectAddress $redirectAddress,
        private readonly FreshLists $lists
    ) {
        parent::__construct($context);
    }

    protected function configure(): void
    {
        parent::configure();
        $this->addValue('connection', 'Which connection', Connections::DEFAULT_CODE);
        $this->addValue('organisation', 'Id of the organisation, when the consent covers several');
        $this->addFlag('move', 'Answers the question whether the books move to the organisation of the newest consent: yes');
        $this->addFlag('keep', 'Answers it: no, the books stay where they are');
    }

    protected function perform(InputInterface $input, OutputInterface $output): int
    {
        $connection = $this->connectionOption($input) ?? Connections::DEFAULT_CODE;
        $organisation = trim((string)$input->getOption('organisation'));
        if ($organisation !== '') {
            return $this->report($this->engine->chooseOrganisation($connection, $organisation), $input, $output);
        }
        $moves = (bool)$input->getOption('move');
        if ($moves && $input->getOption('keep')) {
            throw new InputException(__('Give --move or --keep, not both.'));
        }
        if ($moves || $input->getOption('keep')) {
            return $this->report($this->engine->confirmOrganisation($connection, $moves), $input, $output);
        }
        if ($this->settings->connectionType($connection) === Settings::TYPE_CUSTOM) {
            return $this->report($this->engine->connectCustom($connection), $input, $output);
        }
        return $this->begin($connection, $input, $output);
    }

    /** Says which address to open: a web app needs a person's consent. */
    private function begin(string $connection, InputInterface $input, OutputInterface $output): int
    {
        $redirect = $this->redirectAddress->get();
        $answer = $this->engine->authorise($connection, $redirect);
        if ($this->isJson($input)) {
            $this->writeJson($output, [
                'connection' => $connection, 'state' => 'consent_needed', 'url' => $answer['url'],
                'redirect_uri' => $redirect,
            ]);
            return self::FINE;
        }
        $output->writeln('Open this address in the browser in which you are logged in to the admin of the shop:');
        $output->writeln('');
        $output->writeln((string)$answer['url'], OutputInterface::OUTPUT_RAW);
        $output->writeln('');
        $output->writeln('The Xero app must know this redirect address:');
        $output->writeln($redirect, OutputInterface::OUTPUT_RAW);
        return self::FINE;
    }

    /** Says what the connection leads to. */
    private function report(ConnectionStatus $status, InputInterface $input, OutputInterface $output): int
    {
        $isConnected = $status->isConnected();
        $code = $isConnected ? self::FINE : self::NOT_CONNECTED;
        $problem = $isConnected ? $this->lists->read($status->connection) : '';
        if ($problem !== '') {
            $this->side($output)->writeln(sprintf(
                '<comment>Accounts and tax rates could not be read yet: %s</comment>',
                $this->plain($problem)
            ));
        }
        if ($this->isJson($input)) {
            $this->writeJson($output, $status->toArray() + ['exit_code' => $code]);
            return $code;
        }
        if ($isConnected) {
            $output->writeln(sprintf('<info>You are connected to %s.</info>', $this->plain($status->organisationName())));
        } else {
            $output->writeln(sprintf('<comment>%s</comment>', $this->plain($status->message->english)));
            if ($status->question !== null) {
                $command = 'bin/magento ledgerline:connect --connection=' . $this->plain($status->connection);
                $output->writeln('Nothing is sent until you answer:');
                $output->writeln($command . ' --keep');
                $output->writeln($command . ' --move');
            } elseif ($status->fix->english !== '') {
                $output->writeln($this->plain($status->fix->english));
            }
        }
        return $code;
    }
}
