<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Reconcile;

use Ledgerline\Xero\Api\Data\ReconciliationResult;
use Ledgerline\Xero\Api\EngineInterface;
use Ledgerline\Xero\Problem\Problem;
use Magento\Framework\Lock\LockManagerInterface;

/** Compares the shop's documents with Xero's. Calls Xero: for cron and the command line. */
class Reconciliation
{
    private const LOCK = 'ledgerline_reconcile_';

    public function __construct(
        private readonly EngineInterface $engine,
        private readonly Documents $documents,
        private readonly ReconciliationState $state,
        private readonly Problem $problem,
        private readonly LockManagerInterface $locks
    ) {}

    /**
     * @param string $from first day, YYYY-MM-DD
     * @param string $to last day
     * @return ReconciliationResult|null null: another process is at it
     */
    public function run(string $connection, string $from, string $to): ?ReconciliationResult
    {
        $lock = self::LOCK . $connection;
        if (!$this->locks->lock($lock, 0)) {
            return null;
        }
        $days = ['from' => $from, 'to' => $to];
        try {
            $this->state->set($connection, ReconciliationState::RUNNING, $days);
            $portions = $this->documents->of($connection, $from, $to);
            $next = function () use ($portions, $connection, $days): array {
                $documents = $portions->current() ?? [];
                $portions->next();
                // All were read: the calls to Xero follow.
                if ($documents === []) {
                    $this->state->set($connection, ReconciliationState::RUNNING, $days + ['documents' => $portions->getReturn()]);
                }
                return $documents;
            };
            $result = $this->engine->reconcile($connection, $days, $next);
            $this->state->set($connection, ReconciliationState::DONE, $days + ['documents' => $result->documents]);
            return $result;
        } catch (\Throwable $thrown) {
            $problem = $this->problem->plain($thrown);
            $this->state->set($connection, ReconciliationState::FAILED, $days + $problem);
            throw $thrown;
        } finally {
            $this->locks->unlock($lock);
        }
    }
}
