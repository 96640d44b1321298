<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Controller\Adminhtml\Reconciliation;

use Ledgerline\Xero\Connection\Connection;
use Ledgerline\Xero\Controller\Adminhtml\AbstractAnswer;
use Ledgerline\Xero\Problem\Problem;
use Ledgerline\Xero\Reconcile\ReconciliationState as Progress;
use Ledgerline\Xero\Text\Display;
use Magento\Backend\App\Action\Context;
use Magento\Framework\App\Action\HttpGetActionInterface;
use Magento\Framework\Controller\Result\JsonFactory;

/** How the reconciliation stands that the page waits for. */
class State extends AbstractAnswer implements HttpGetActionInterface
{
    public const ADMIN_RESOURCE = 'Ledgerline_Xero::reconciliation';

    public function __construct(
        Context $context,
        JsonFactory $jsonFactory,
        Problem $problem,
        Connection $connection,
        private readonly Progress $state,
        private readonly Display $display
    ) {
        parent::__construct($context, $jsonFactory, $problem, $connection);
    }

    protected function answer(string $connection): array
    {
        $state = $this->state->get($connection);
        return ['state' => $state + ['days' => $this->display->days($state['from'], $state['to'])]];
    }
}
