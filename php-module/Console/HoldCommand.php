<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Console;

/**
 * bin/magento ledgerline:hold
 */
class HoldCommand extends AbstractChangeCommand
{
    /**
     * @inheritDoc
     */
    protected function configure(): void
    {
        parent::configure();
        $this->setName('ledgerline:hold');
        $this->setDescription('Holds jobs until ledgerline:retry releases them');
    }

    /**
     * @inheritDoc
     */
    protected function change(array $ids): int
    {
        return $this->engine->hold($ids);
    }

    /**
     * @inheritDoc
     */
    protected function said(): string
    {
        return 'Held. To release: bin/magento ledgerline:retry --ids=…';
    }
}
