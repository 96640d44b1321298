<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Controller\Adminhtml\SyncAll;

/** Begins a Sync All. */
class Start extends AbstractRun
{
    protected function answer(string $connection): array
    {
        $this->syncAll->start($connection, $this->entities($connection), $this->day('from'), $this->day('to'));
        return ['run' => $this->report->of($connection)];
    }
}
