<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Cron;

use Ledgerline\Xero\Api\EngineInterface;
use Ledgerline\Xero\Config\Connections;
use Ledgerline\Xero\Reconcile\Days;
use Ledgerline\Xero\Reconcile\Reconciliation;

/** Compares the last seven days with Xero, every night. A connection that fails does not keep the others from theirs. */
class Reconcile extends AbstractJob
{
    public function __construct(
        JobContext $context,
        private readonly EngineInterface $engine,
        private readonly Connections $connections,
        private readonly Reconciliation $reconciliation,
        private readonly Days $days
    ) {
        parent::__construct($context);
    }

    protected function work(): void
    {
        [$from, $to] = $this->days->lastWeek();
        $codes = $this->connections->all();
        $first = null;
        foreach ($this->engine->connections() as $status) {
            if (!$status->isConnected() || !in_array($status->connection, $codes, true)) {
                continue;
            }
            try {
                $this->reconciliation->run($status->connection, $from, $to);
            } catch (\Throwable $thrown) {
                $first ??= $thrown;
            }
        }
        if ($first !== null) {
            throw $first;
        }
    }
}
