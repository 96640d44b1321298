<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Controller\Adminhtml\SyncAll;

/** Stops reading; with "jobs" also takes the run's waiting jobs out of the queue. */
class Cancel extends AbstractRun
{
    protected function answer(string $connection): array
    {
        $this->engine->cancelRun((int)$this->getRequest()->getParam('id'), (bool)$this->getRequest()->getParam('jobs'));
        return ['run' => $this->report->of($connection)];
    }
}
