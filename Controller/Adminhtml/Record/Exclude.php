<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Controller\Adminhtml\Record;

/** "Never send to Xero": takes records out for good, and from the queue. */
class Exclude extends AbstractChange
{
    public const ADMIN_RESOURCE = 'Ledgerline_Xero::record_exclude';

    protected function change(string $entity): void
    {
        $ids = $this->selection->ids();
        $count = $this->requests->exclude($entity, $ids, true);
        $same = count($ids) - $count;
        if ($count > 0) {
            $this->say('success', (string)($count === 1
                ? __('1 record is never sent to Xero. What is in Xero already stays there.')
                : __('%1 records are never sent to Xero. What is in Xero already stays there.', $count)));
        }
        if ($same > 0) {
            $this->say('notice', (string)($same === 1
                ? __('1 record was already excluded.')
                : __('%1 records were already excluded.', $same)));
        }
    }
}
