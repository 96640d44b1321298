<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Checklist;

use Ledgerline\Xero\Connection\Connection;
use Ledgerline\Xero\Connection\Question;

/** Is an organisation connected, and does Xero still accept the connection? */
class OrganisationCheck implements CheckInterface
{
    public function __construct(private readonly Connection $connection, private readonly CredentialsCheck $credentials)
    {
    }

    public function look(string $connection): Step
    {
        $title = (string)__('Organisation');
        $status = $this->connection->status($connection);
        $state = $status['state'];
        if ($state === 'not_configured' && $this->credentials->look($connection)->isDone()) {
            // Saved where the engine was not told yet, as by config:set: Connect Now tells it.
            $state = 'disconnected';
        }
        if (!empty($status['question'])) {
            $answer = ['label' => (string)__('Answer'), 'focus' => 'ledgerline_xero_question'];
            return new Step($title, Step::PROBLEM, Question::text($status['question']) . "\n"
                . __('Nothing is sent until you answer.'), $answer);
        }
        $connect = ['label' => (string)__('Connect Now'), 'press' => 'ledgerline_xero_connect_button'];
        $said = trim(($status['message'] ?? '') . "\n" . ($status['fix'] ?? ''));
        return match ($state) {
            Connection::CONNECTED => new Step($title, Step::DONE, (string)__('Connected to %1.', $status['organisation']['name'] ?? '')),
            'disconnected' => new Step($title, Step::TODO, (string)__('Not connected yet. Press Connect Now.'), $connect),
            'needs_connection' => new Step($title, Step::PROBLEM, $said ?: (string)__('Xero no longer accepts the connection. Connect again.'), $connect),
            'paused' => new Step($title, Step::PROBLEM, $said ?: (string)__('Sending is paused.')),
            default => new Step($title, Step::LATER, (string)__('Comes after the steps above.')),
        };
    }
}
