<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Checklist;

use Ledgerline\Xero\Connection\Connection;
use Ledgerline\Xero\Mapping\MappingState;
use Ledgerline\Xero\Mapping\PaymentTable;

/** Does every payment method pay into an account that Xero has? */
class PaymentsCheck implements CheckInterface
{
    public function __construct(
        private readonly Connection $connection,
        private readonly PaymentTable $paymentTable,
        private readonly MappingLink $link,
        private readonly AccountsCheck $accounts
    ) {}

    public function look(string $connection): Step
    {
        $title = (string)__('Payments');
        // Most methods pay into the bank account, which is chosen before.
        if (!$this->connection->hasBooks($connection) || !$this->accounts->look($connection)->isDone()) {
            return new Step($title, Step::LATER, (string)__('Comes after the steps above.'));
        }
        $missing = $usual = $mapped = $without = [];
        foreach ($this->paymentTable->rows($connection) as $row) {
            if ($row['blocks'] || $row['held'] > 0) {
                $missing[] = $row['label'];
            } elseif ($row['state'] === MappingState::USUAL) {
                $usual[] = $row['label'];
            } elseif ($row['state'] !== MappingState::WITHOUT) {
                $mapped[] = $row['label'];
            } elseif ($row['method'] !== PaymentTable::FREE) {
                $without[] = $row['label'];
            }
        }
        if ($missing) {
            return new Step(
                $title,
                Step::PROBLEM,
                (string)__('No usable account for: %1.', $this->link->names($missing)),
                $this->link->to('payment', (string)__('Map payments'), $connection)
            );
        }
        if (!$mapped && !$without) {
            return new Step($title, Step::DONE, (string)__('All payments go to the bank account.'));
        }
        $counts = [(string)__('With an account of their own: %1. With the bank account: %2.', count($mapped), count($usual))];
        if ($without) {
            $counts[] = (string)__('Without a payment in Xero: %1.', count($without));
        }
        return new Step($title, Step::DONE, implode(' ', $counts));
    }
}
