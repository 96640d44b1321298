<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Console;

/** bin/magento ledgerline:hold */
class HoldCommand extends AbstractChangeCommand
{
    protected function configure(): void
    {
        parent::configure();
        $this->setName('ledgerline:hold');
        $this->setDescription('Holds jobs until ledgerline:retry releases them');
    }

    protected function change(array $ids): int
    {
        return $this->engine->hold($ids);
    }

    protected function said(): string
    {
        return 'Held. To release: bin/magento ledgerline:retry --ids=…';
    }
}
