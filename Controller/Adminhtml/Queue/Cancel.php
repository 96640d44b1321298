<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Controller\Adminhtml\Queue;

use Magento\Framework\Phrase;

/** Cancels jobs: they are not sent unless the record changes. */
class Cancel extends AbstractChange
{
    protected function change(array $ids): int
    {
        return $this->engine->cancel($ids);
    }

    protected function said(int $count): Phrase|string
    {
        return $count === 1
            ? __('1 document was cancelled and is not sent.')
            : __('%1 documents were cancelled and are not sent.', $count);
    }
}
