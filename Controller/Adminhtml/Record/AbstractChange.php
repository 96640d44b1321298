<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Controller\Adminhtml\Record;

use Ledgerline\Xero\Model\Problem;
use Ledgerline\Xero\Model\Sender;
use Ledgerline\Xero\Record\Requests;
use Ledgerline\Xero\Record\Selection;
use Ledgerline\Xero\Record\Words;
use Magento\Backend\App\Action;
use Magento\Backend\App\Action\Context;

/**
 * A mass action of one of Magento's grids, or a button on a record's page. Never talks to Xero.
 */
abstract class AbstractChange extends Action
{
    /**
     * @param Context $context
     * @param Selection $selection
     * @param Requests $requests
     * @param Words $words
     * @param Sender $sender
     * @param Problem $problem
     */
    public function __construct(
        Context $context,
        protected Selection $selection,
        protected Requests $requests,
        protected Words $words,
        protected Sender $sender,
        private Problem $problem
    ) {
        parent::__construct($context);
    }

    /**
     * Does it and says what became of it.
     *
     * @param string $entity
     * @return void
     * @throws \Exception
     */
    abstract protected function change(string $entity): void;

    /**
     * @inheritdoc
     */
    public function execute()
    {
        try {
            $this->change($this->selection->entity());
        } catch (\Throwable $thrown) {
            $problem = $this->problem->of($thrown);
            $this->messageManager->addErrorMessage(trim($problem['message'] . ' ' . $problem['fix']));
        }
        try {
            [$path, $parameters] = $this->selection->page();
        } catch (\Throwable $thrown) {
            [$path, $parameters] = ['adminhtml/dashboard/index', []];
        }
        return $this->resultRedirectFactory->create()->setPath($path, $parameters);
    }

    /**
     * Queues, and tells how many and why not.
     *
     * @param string $entity
     * @param bool $now
     * @return void
     * @throws \Exception
     */
    protected function queue(string $entity, bool $now): void
    {
        $outcome = $this->requests->queue($entity, $this->selection->ids());
        $done = $this->words->done($outcome, $now);
        if ($done !== '') {
            if ($now) {
                $this->sender->wake();
            }
            $this->messageManager->addSuccessMessage($done);
        }
        $left = $this->words->left($outcome);
        if ($left) {
            $this->messageManager->addNoticeMessage(implode(' ', $left));
        } elseif ($done === '') {
            $this->messageManager->addNoticeMessage((string)__('There is nothing to send.'));
        }
    }
}
