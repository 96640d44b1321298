<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Controller\Adminhtml\Record;

/** "Allow sending again": lets records in again that were never to be sent. */
class Allow extends AbstractChange
{
    public const ADMIN_RESOURCE = 'Ledgerline_Xero::record_exclude';

    protected function change(string $entity): void
    {
        $ids = $this->selection->ids();
        $count = $this->requests->exclude($entity, $ids, false);
        $same = count($ids) - $count;
        if ($count > 0) {
            $this->say('success', (string)($count === 1
                ? __('1 record may be sent to Xero again.')
                : __('%1 records may be sent to Xero again.', $count)));
        }
        if ($same > 0) {
            $this->say('notice', (string)($same === 1
                ? __('1 record was not out.')
                : __('%1 records were not out.', $same)));
        }
    }
}
