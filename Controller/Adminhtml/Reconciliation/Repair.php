<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Controller\Adminhtml\Reconciliation;

use Ledgerline\Xero\Controller\Adminhtml\AbstractAnswer;
use Ledgerline\Xero\Controller\Adminhtml\AnswerContext;
use Ledgerline\Xero\Reconcile\Repair as RepairMissing;
use Ledgerline\Xero\Sending\Sender;
use Ledgerline\Xero\Sending\SendingStatus;
use Ledgerline\Xero\Text\Messages;
use Magento\Framework\App\Action\HttpPostActionInterface;
use Magento\Framework\Exception\LocalizedException;

/** "Send now": queues one missing document, or all of them. */
class Repair extends AbstractAnswer implements HttpPostActionInterface
{
    public const ADMIN_RESOURCE = 'Ledgerline_Xero::reconcile_repair';

    public function __construct(
        AnswerContext $context,
        private readonly RepairMissing $repair,
        private readonly Sender $sender,
        private readonly Messages $messages,
        private readonly SendingStatus $sending
    ) {
        parent::__construct($context);
    }

    protected function answer(string $connection): array
    {
        $entity = (string)$this->getRequest()->getParam('entity');
        $answer = $this->repair->missing(
            $connection,
            $entity === '' ? null : $entity,
            (string)$this->getRequest()->getParam('id')
        );
        if ($answer['refused']) {
            $reason = $this->messages->of($answer['refused'][0]);
            throw new LocalizedException($reason === ''
                ? __('The document cannot be read.')
                : __('1 document cannot be read: %1', $reason));
        }
        if ($answer['queued'] === 0) {
            throw new LocalizedException(__(
                'Nothing was queued: the settings keep these documents out of Xero, or they are on their way already.'
            ));
        }
        $this->sender->wake();
        return ['message' => $this->sending->answer(
            $answer['queued'] === 1 ? __('1 document is being sent now.') : __('%1 documents are being sent now.', $answer['queued']),
            $answer['queued'] === 1 ? __('1 document is first in the queue.') : __('%1 documents are first in the queue.', $answer['queued']),
            [$connection]
        )];
    }
}
