<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Cron;

use Ledgerline\Xero\Sweep\Sweep as SweepAll;

/** Compares every night all that exists with what was queued, and so finds what not even a timestamp told. */
class Compare extends AbstractJob
{
    private const SECONDS = 600.0;

    public function __construct(JobContext $context, private readonly SweepAll $sweep)
    {
        parent::__construct($context);
    }

    protected function work(): void
    {
        $this->sweep->compareAll(self::SECONDS);
    }
}
