<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Controller\Adminhtml\DryRun;

/** Begins a dry run; the page has it read. */
class Start extends AbstractRun
{
    protected function answer(string $connection): array
    {
        $day = fn (string $name): string => (string)$this->getRequest()->getParam($name, '');
        $compare = (bool)$this->getRequest()->getParam('compare');
        return $this->progress($this->state->start($connection, $day('from'), $day('to'), $compare));
    }
}
