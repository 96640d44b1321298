<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Controller\Adminhtml\Reconciliation;

use Ledgerline\Xero\Controller\Adminhtml\AbstractAnswer;
use Ledgerline\Xero\Controller\Adminhtml\AnswerContext;
use Ledgerline\Xero\Reconcile\ReconciliationState as Progress;
use Ledgerline\Xero\Text\Display;
use Magento\Framework\App\Action\HttpGetActionInterface;

/** How the reconciliation stands that the page waits for. */
class State extends AbstractAnswer implements HttpGetActionInterface
{
    public const ADMIN_RESOURCE = 'Ledgerline_Xero::reconciliation';

    public function __construct(AnswerContext $context, private readonly Progress $state, private readonly Display $display)
    {
        parent::__construct($context);
    }

    protected function answer(string $connection): array
    {
        $state = $this->state->get($connection);
        return ['state' => $state + ['days' => $this->display->days($state['from'], $state['to'])]];
    }
}
