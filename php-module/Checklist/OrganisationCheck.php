<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Checklist;

use Ledgerline\Xero\Api\Data\ConnectionStatus;
use Ledgerline\Xero\Connection\Connection;
use Ledgerline\Xero\Connection\Question;

/** Is an organisation connected, and does Xero still accept the connection? */
class OrganisationCheck implements CheckInterface
{
    public function __construct(private readonly Connection $connection, private readonly CredentialsCheck $credentials) {}

    public function look(string $connection): Step
    {
        $title = (string)__('Organisation');
        $status = $this->connection->status($connection);
        $state = $status->state;
        if ($state === ConnectionStatus::NOT_CONFIGURED && $this->credentials->look($connection)->isDone()) {
            // Saved where the engine was not told yet, as by config:set: Connect Now tells it.
            $state = ConnectionStatus::DISCONNECTED;
        }
        if ($status->question !== null) {
            $answer = ['label' => (string)__('Answer'), 'focus' => 'ledgerline_xero_question'];
            return new Step($title, Step::PROBLEM, Question::text($status->question) . "\n"
                . __('Nothing is sent until you answer.'), $answer);
        }
        $connect = ['label' => (string)__('Connect Now'), 'press' => 'ledgerline_xero_connect_button'];
        $said = $this->connection->reason($connection, "\n");
        return match ($state) {
            ConnectionStatus::CONNECTED => new Step($title, Step::DONE, (string)__('Connected to %1.', $status->organisationName())),
            ConnectionStatus::DISCONNECTED => new Step($title, Step::TODO, (string)__('Not connected yet. Press Connect Now.'), $connect),
            ConnectionStatus::NEEDS_CONNECTION => new Step($title, Step::PROBLEM, $said ?: (string)__('Xero no longer accepts the connection. Connect again.'), $connect),
            ConnectionStatus::PAUSED => new Step($title, Step::PROBLEM, $said ?: (string)__('Sending is paused.')),
            default => new Step($title, Step::LATER, (string)__('Comes after the steps above.')),
        };
    }
}
