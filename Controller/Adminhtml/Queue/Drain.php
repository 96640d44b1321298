<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Controller\Adminhtml\Queue;

use Ledgerline\Xero\Config\Connections;
use Ledgerline\Xero\Problem\Problem;
use Ledgerline\Xero\Record\SendAgain;
use Ledgerline\Xero\Sending\Sender;
use Ledgerline\Xero\Sending\SendingStatus;
use Magento\Backend\App\Action;
use Magento\Backend\App\Action\Context;
use Magento\Framework\App\Action\HttpPostActionInterface;

/** "Send now" above the grid: what is new goes first, and what is held or failed is tried again. What a person put on hold stays. */
class Drain extends Action implements HttpPostActionInterface
{
    public const ADMIN_RESOURCE = 'Ledgerline_Xero::queue_manage';

    public function __construct(
        Context $context,
        private readonly SendAgain $again,
        private readonly Connections $connections,
        private readonly Sender $sender,
        private readonly SendingStatus $sending,
        private readonly Problem $problem
    ) {
        parent::__construct($context);
    }

    public function execute()
    {
        try {
            $count = $this->again->sendAll();
            $this->sender->wake();
            $this->messageManager->addSuccessMessage($this->sending->answer(
                match ($count) {
                    0 => __('There is nothing new to send.'),
                    1 => __('1 document is being sent now.'),
                    default => __('%1 documents are being sent now.', $count),
                },
                match ($count) {
                    0 => __('There is nothing new to send.'),
                    1 => __('1 document is first in the queue.'),
                    default => __('%1 documents are first in the queue.', $count),
                },
                $count === 0 ? [] : $this->connections->all()
            ));
        } catch (\Throwable $thrown) {
            $this->messageManager->addErrorMessage($this->problem->text($thrown));
        }
        return $this->resultRedirectFactory->create()->setPath('ledgerline_xero/queue/index');
    }
}
