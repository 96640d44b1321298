<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Cron;

use Ledgerline\Xero\Sweep\Sweep as SweepAll;
use Magento\Framework\Lock\LockManagerInterface;

/** Looks for what no event told: direct SQL, the price API, what could not be read. */
class Sweep extends AbstractJob
{
    private const LOCK = 'ledgerline_sweep';
    private const SECONDS = 120.0;

    public function __construct(JobContext $context, private readonly SweepAll $sweep, private readonly LockManagerInterface $locks)
    {
        parent::__construct($context);
    }

    protected function work(): void
    {
        if (!$this->locks->lock(self::LOCK, 0)) {
            return;
        }
        try {
            $this->sweep->run(self::SECONDS);
        } finally {
            $this->locks->unlock(self::LOCK);
        }
    }
}
