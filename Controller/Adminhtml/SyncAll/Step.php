<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Controller\Adminhtml\SyncAll;

/** While the page is open: reads for at most two seconds, then tells how the run stands. Sending is never done here. */
class Step extends AbstractRun
{
    private const SECONDS = 2.0;

    protected function answer(string $connection): array
    {
        $this->syncAll->step($connection, self::SECONDS);
        return ['run' => $this->report->of($connection)];
    }
}
