<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Console;

class HoldCommand extends AbstractChangeCommand
{
    protected const NAME = 'ledgerline:hold';
    protected const DESCRIPTION = 'Holds jobs until ledgerline:retry releases them';

    protected function change(array $ids): int
    {
        return $this->engine->hold($ids);
    }

    protected function said(): string
    {
        return 'Held. To release: bin/magento ledgerline:retry --ids=…';
    }
}
