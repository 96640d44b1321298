<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Controller\Adminhtml\Queue;

use Ledgerline\Xero\Api\EngineInterface;
use Ledgerline\Xero\Config\Connections;
use Ledgerline\Xero\Model\Problem;
use Ledgerline\Xero\Model\Sender;
use Ledgerline\Xero\Model\Sending;
use Magento\Backend\App\Action\Context;
use Magento\Framework\App\Action\HttpPostActionInterface;
use Magento\Framework\Phrase;
use Magento\Ui\Component\MassAction\Filter;

/**
 * "Send now" of documents in the queue, whatever their state: those that wait go first, those that are held, failed, on hold or cancelled
 * are tried again.
 */
class Send extends AbstractChange implements HttpPostActionInterface
{
    /**
     * @param Context $context
     * @param EngineInterface $engine
     * @param Sender $sender
     * @param Problem $problem
     * @param Filter $filter
     * @param Sending $sending
     * @param Connections $connections
     */
    public function __construct(
        Context $context,
        EngineInterface $engine,
        Sender $sender,
        Problem $problem,
        Filter $filter,
        private Sending $sending,
        private Connections $connections
    ) {
        parent::__construct($context, $engine, $sender, $problem, $filter);
    }

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
    protected function said(int $count): Phrase|string
    {
        return $this->sending->answer(
            $count === 1 ? __('1 document is being sent now.') : __('%1 documents are being sent now.', $count),
            $count === 1 ? __('1 document is first in the queue.') : __('%1 documents are first in the queue.', $count),
            $this->connections->all()
        );
    }

    /**
     * @inheritdoc
     */
    protected function finish(): void
    {
        $this->sender->wake();
    }
}
