<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Controller\Adminhtml\Queue;

use Magento\Framework\App\Action\HttpPostActionInterface;
use Magento\Framework\Phrase;

/**
 * Makes held and failed jobs ready again; they go with the next sending.
 */
class Retry extends AbstractChange implements HttpPostActionInterface
{
    /**
     * @inheritdoc
     */
    protected function change(array $ids): int
    {
        return $this->engine->retry(['ids' => $ids]);
    }

    /**
     * @inheritdoc
     */
    protected function said(int $count): Phrase
    {
        return $count === 1
            ? __('1 document is ready again and goes with the next sending.')
            : __('%1 documents are ready again and go with the next sending.', $count);
    }
}
