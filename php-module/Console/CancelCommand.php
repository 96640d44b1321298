<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Console;

/** bin/magento ledgerline:cancel */
class CancelCommand extends AbstractChangeCommand
{
    protected function configure(): void
    {
        parent::configure();
        $this->setName('ledgerline:cancel');
        $this->setDescription('Takes jobs out of the queue: they are not sent unless the record changes');
    }

    protected function change(array $ids): int
    {
        return $this->engine->cancel($ids);
    }

    protected function said(): string
    {
        return 'Cancelled: not sent unless the record changes.';
    }
}
