<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Controller\Adminhtml\Queue;

use Ledgerline\Xero\Api\EngineInterface;
use Ledgerline\Xero\Config\Connections;
use Ledgerline\Xero\Problem\Problem;
use Ledgerline\Xero\Record\SendAgain;
use Ledgerline\Xero\Sending\Sender;
use Ledgerline\Xero\Sending\SendingStatus;
use Magento\Backend\App\Action\Context;
use Magento\Framework\Phrase;
use Magento\Ui\Component\MassAction\Filter;

/**
 * "Send now" of documents in the queue, whatever their state: those that wait go first, those that are held, failed, on hold or cancelled
 * are tried again, those whose line is damaged are read from the shop again.
 */
class Send extends AbstractChange
{
    /** Damaged lines whose record could not be read. */
    private int $lost = 0;

    public function __construct(
        Context $context,
        EngineInterface $engine,
        Sender $sender,
        Problem $problem,
        Filter $filter,
        private readonly SendingStatus $sending,
        private readonly Connections $connections,
        private readonly SendAgain $again
    ) {
        parent::__construct($context, $engine, $sender, $problem, $filter);
    }

    protected function change(array $ids): int
    {
        $sent = $this->again->send($ids);
        $this->lost += $sent['lost'];
        return $sent['count'];
    }

    protected function said(int $count): Phrase|string
    {
        return $this->sending->answer(
            $count === 1 ? __('1 document is being sent now.') : __('%1 documents are being sent now.', $count),
            $count === 1 ? __('1 document is first in the queue.') : __('%1 documents are first in the queue.', $count),
            $this->connections->all()
        );
    }

    protected function nothing(): Phrase
    {
        return $this->lost > 0 ? $this->lost() : parent::nothing();
    }

    protected function finish(): void
    {
        $this->sender->wake();
        if ($this->lost > 0) {
            $this->messageManager->addNoticeMessage((string)$this->lost());
        }
    }

    /** What a person does about damaged lines whose record is not known. */
    private function lost(): Phrase
    {
        return $this->lost === 1
            ? __('The record of 1 damaged line is not in the shop, or is not sent under the settings. Remove the line.')
            : __('The records of %1 damaged lines are not in the shop, or are not sent under the settings. Remove the lines.', $this->lost);
    }
}
