<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Controller\Adminhtml\Record;

use Ledgerline\Xero\Problem\Problem;
use Ledgerline\Xero\Record\OutcomeMessage;
use Ledgerline\Xero\Record\Requests;
use Ledgerline\Xero\Record\Selection;
use Ledgerline\Xero\Sending\Sender;
use Magento\Backend\App\Action;
use Magento\Backend\App\Action\Context;
use Magento\Framework\App\Action\HttpPostActionInterface;
use Magento\Framework\Controller\Result\JsonFactory;

/** A mass action of one of Magento's grids, or a button on a record's page. Never talks to Xero. */
abstract class AbstractChange extends Action implements HttpPostActionInterface
{
    /** @var array<int,array{type:string, text:string}> */
    private array $said = [];

    public function __construct(
        Context $context,
        protected readonly Selection $selection,
        protected readonly Requests $requests,
        protected readonly OutcomeMessage $words,
        protected readonly Sender $sender,
        private readonly Problem $problem,
        private readonly JsonFactory $jsonFactory
    ) {
        parent::__construct($context);
    }

    abstract protected function change(string $entity): void;

    public function execute()
    {
        try {
            $this->change($this->selection->entity());
        } catch (\Throwable $thrown) {
            $this->say('error', $this->problem->text($thrown));
        }
        if ($this->getRequest()->getParam('isAjax')) {
            // The record's page stays, and shows it there.
            return $this->jsonFactory->create()->setData(['error' => false, 'messages' => $this->said]);
        }
        foreach ($this->said as $one) {
            match ($one['type']) {
                'error' => $this->messageManager->addErrorMessage($one['text']),
                'notice' => $this->messageManager->addNoticeMessage($one['text']),
                default => $this->messageManager->addSuccessMessage($one['text']),
            };
        }
        try {
            [$path, $parameters] = $this->selection->page();
        } catch (\Throwable $thrown) {
            [$path, $parameters] = ['adminhtml/dashboard/index', []];
        }
        return $this->resultRedirectFactory->create()->setPath($path, $parameters);
    }

    /** @param string $type success, notice or error */
    protected function say(string $type, string $text): void
    {
        $this->said[] = ['type' => $type, 'text' => $text];
    }

    /** Queues, and tells how many and why not. */
    protected function queue(string $entity, bool $now): void
    {
        $outcome = $this->requests->queue($entity, $this->selection->ids(), $now);
        $done = $this->words->done($outcome, $now);
        if ($done !== '') {
            if ($now) {
                $this->sender->wake();
            }
            $this->say('success', $done);
        }
        $left = $this->words->left($outcome);
        if ($left) {
            $this->say('notice', implode(' ', $left));
        } elseif ($done === '') {
            $this->say('notice', (string)__('There is nothing to send.'));
        }
    }
}
