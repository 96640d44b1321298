<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Controller\Adminhtml\Record;

/** "Sync to Xero now": goes within a minute, by the background sender or by cron. */
class Send extends AbstractChange
{
    public const ADMIN_RESOURCE = 'Ledgerline_Xero::record_send';

    protected function change(string $entity): void
    {
        $this->queue($entity, true);
    }
}
