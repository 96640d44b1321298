<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Cron;

use Ledgerline\Xero\Alert\LostConnections;
use Ledgerline\Xero\Config\Connections;
use Ledgerline\Xero\Privacy\Erasure;
use Ledgerline\Xero\Reconcile\Reconciliation;
use Ledgerline\Xero\Reconcile\ReconciliationState;

/**
 * Comes every minute: tells lost connections, erases whose documents are sent meanwhile, does the
 * reconciliation that a person asked for in the admin.
 */
class Housekeeping extends AbstractJob
{
    public function __construct(
        JobContext $context,
        private readonly Connections $connections,
        private readonly ReconciliationState $state,
        private readonly Reconciliation $reconciliation,
        private readonly LostConnections $lost,
        private readonly Erasure $erasure
    ) {
        parent::__construct($context);
    }

    protected function work(): void
    {
        $this->lost->watch();
        $this->erasure->resume();
        foreach ($this->connections->all() as $connection) {
            $state = $this->state->get($connection);
            if ($state['state'] === ReconciliationState::ASKED) {
                $this->reconciliation->run($connection, $state['from'], $state['to']);
            }
        }
    }
}
