<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Model\Setup;

use Ledgerline\Xero\Model\Connection;

/**
 * Is an organisation connected, and does Xero still accept the connection?
 */
class OrganisationCheck implements CheckInterface
{
    /**
     * @var Connection
     */
    private $connection;

    /**
     * @param Connection $connection
     */
    public function __construct(Connection $connection)
    {
        $this->connection = $connection;
    }

    /**
     * @inheritdoc
     */
    public function look(string $connection): Step
    {
        $title = (string)__('Organisation');
        $status = $this->connection->status($connection);
        $connect = ['label' => (string)__('Connect Now'), 'focus' => 'ledgerline_xero_connect_button'];
        $said = trim(($status['message'] ?? '') . "\n" . ($status['fix'] ?? ''));
        switch ($status['state']) {
            case Connection::CONNECTED:
                return new Step($title, Step::DONE, (string)__('Connected to %1.', $status['organisation']['name'] ?? ''));
            case 'disconnected':
                return new Step($title, Step::TODO, (string)__('Not connected yet. Press Connect Now and choose your organisation at Xero.'), $connect);
            case 'needs_connection':
                return new Step($title, Step::PROBLEM, $said ?: (string)__('Xero no longer accepts the connection. Connect again.'), $connect);
            case 'paused':
                return new Step($title, Step::PROBLEM, $said ?: (string)__('Sending is paused.'));
            default:
                return new Step($title, Step::LATER, (string)__('Comes after the steps above.'));
        }
    }
}
