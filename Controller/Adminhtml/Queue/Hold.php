<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Controller\Adminhtml\Queue;

use Magento\Framework\Phrase;

/** Holds jobs until a person releases them. */
class Hold extends AbstractChange
{
    protected function change(array $ids): int
    {
        return $this->engine->hold($ids);
    }

    protected function said(int $count): Phrase|string
    {
        return $count === 1
            ? __('1 document is on hold. Press Send now to release it.')
            : __('%1 documents are on hold. Press Send now to release them.', $count);
    }
}
