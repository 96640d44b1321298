<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Controller\Adminhtml\SyncAll;

/** Says what a Sync All would take, and starts nothing. */
class Preview extends AbstractRun
{
    protected function answer(string $connection): array
    {
        return ['preview' => $this->preview->of($connection, $this->entities($connection), $this->day('from'), $this->day('to'))];
    }
}
