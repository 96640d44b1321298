<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Controller\Adminhtml\Queue;

use Magento\Framework\App\Action\HttpPostActionInterface;
use Magento\Framework\Phrase;

/**
 * Has jobs sent within a minute, by the background sender or by cron.
 */
class Send extends AbstractChange implements HttpPostActionInterface
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
            ? __('1 document is sent within a minute, if Xero\'s limits allow it.')
            : __('%1 documents are sent within a minute, as far as Xero\'s limits allow it.', $count);
    }

    /**
     * @inheritdoc
     */
    protected function finish(): void
    {
        $this->sender->wake();
    }
}
