<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Controller\Adminhtml\SyncAll;

use Magento\Framework\App\Action\HttpPostActionInterface;

/** Begins a Sync All. */
class Start extends AbstractRun implements HttpPostActionInterface
{
    protected function answer(string $connection): array
    {
        $this->syncAll->start($connection, $this->entities($connection), $this->day('from'), $this->day('to'));
        return ['run' => $this->report->of($connection)];
    }
}
