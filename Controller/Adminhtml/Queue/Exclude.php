<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Controller\Adminhtml\Queue;

use Ledgerline\Xero\Record\SendAgain;
use Magento\Framework\Phrase;

/** "Never send": takes the records of jobs out for good. */
class Exclude extends AbstractChange
{
    /** Changes the queue as well as the records. */
    protected function _isAllowed()
    {
        return parent::_isAllowed() && $this->_authorization->isAllowed('Ledgerline_Xero::record_exclude');
    }

    protected function change(array $ids): int
    {
        $page = $this->engine->jobs([
            'filters' => [
                ['field' => 'id', 'condition' => 'in', 'value' => array_map(strval(...), $ids)],
                // Which record a damaged line is of, nobody knows for sure.
                ['field' => 'state', 'condition' => 'neq', 'value' => SendAgain::DAMAGED],
            ],
            'page' => 1,
            'page_size' => count($ids),
        ]);
        $records = [];
        foreach ($page->rows as $job) {
            $records[$job->entity][$job->entityId] = true;
        }
        $count = 0;
        foreach ($records as $entity => $some) {
            $count += $this->engine->exclude((string)$entity, array_map(strval(...), array_keys($some)));
        }
        return $count;
    }

    protected function said(int $count): Phrase|string
    {
        return $count === 1
            ? __('1 record is never sent to Xero. What is in Xero already stays there.')
            : __('%1 records are never sent to Xero. What is in Xero already stays there.', $count);
    }
}
