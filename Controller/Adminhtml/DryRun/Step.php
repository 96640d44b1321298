<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Controller\Adminhtml\DryRun;

/** While the page is open: reads for at most two seconds, then tells how far it is. */
class Step extends AbstractRun
{
    private const SECONDS = 2.0;

    protected function answer(string $connection): array
    {
        return $this->progress($this->state->step($connection, (string)$this->getRequest()->getParam('id', ''), self::SECONDS));
    }
}
