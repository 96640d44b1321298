<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Console;

class CancelCommand extends AbstractChangeCommand
{
    protected const NAME = 'ledgerline:cancel';
    protected const DESCRIPTION = 'Takes jobs out of the queue: they are not sent unless the record changes';

    protected function change(array $ids): int
    {
        return $this->engine->cancel($ids);
    }

    protected function said(): string
    {
        return 'Cancelled: not sent unless the record changes.';
    }
}
