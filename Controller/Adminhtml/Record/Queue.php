<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Controller\Adminhtml\Record;

/** "Add to Xero queue": goes with the next sending. */
class Queue extends AbstractChange
{
    public const ADMIN_RESOURCE = 'Ledgerline_Xero::record_queue';

    protected function change(string $entity): void
    {
        $this->queue($entity, false);
    }
}
