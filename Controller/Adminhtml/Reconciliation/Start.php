<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Controller\Adminhtml\Reconciliation;

use Ledgerline\Xero\Controller\Adminhtml\AbstractAnswer;
use Ledgerline\Xero\Controller\Adminhtml\AnswerContext;
use Ledgerline\Xero\Reconcile\Days;
use Ledgerline\Xero\Reconcile\ReconciliationState;
use Ledgerline\Xero\Text\Display;
use Magento\Framework\App\Action\HttpPostActionInterface;
use Magento\Framework\Exception\LocalizedException;

/** "Reconcile now": leaves a note for cron, which comes every minute. Calls nobody. */
class Start extends AbstractAnswer implements HttpPostActionInterface
{
    public const ADMIN_RESOURCE = 'Ledgerline_Xero::reconcile';

    public function __construct(
        AnswerContext $context,
        private readonly ReconciliationState $state,
        private readonly Days $days,
        private readonly Display $display
    ) {
        parent::__construct($context);
    }

    protected function answer(string $connection): array
    {
        $request = $this->getRequest();
        [$from, $to] = $this->days->chosen((string)$request->getParam('from'), (string)$request->getParam('to'));
        if (!$this->connection->isConnected($connection)) {
            throw new LocalizedException(__('Connect the shop to Xero first.'));
        }
        if ($this->state->get($connection)['state'] === ReconciliationState::RUNNING) {
            throw new LocalizedException(__('A reconciliation is under way. Wait until it has ended.'));
        }
        $this->state->set($connection, ReconciliationState::ASKED, ['from' => $from, 'to' => $to]);
        return ['state' => $this->state->get($connection) + ['days' => $this->display->days($from, $to)]];
    }
}
