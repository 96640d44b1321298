<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Controller\Adminhtml\SyncAll;

/** Pauses reading and sending of a run, or lets it go on; new business is sent all the time. */
class Pause extends AbstractRun
{
    protected function answer(string $connection): array
    {
        $this->engine->pauseRun((int)$this->getRequest()->getParam('id'), (bool)$this->getRequest()->getParam('paused'));
        return ['run' => $this->report->of($connection)];
    }
}
