<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Cron;

use Ledgerline\Xero\Sweep\Sweep as SweepAll;

/** Looks every hour for what no event told: direct SQL, the price API, what could not be read. */
class Sweep extends AbstractJob
{
    private const SECONDS = 120.0;

    public function __construct(JobContext $context, private readonly SweepAll $sweep)
    {
        parent::__construct($context);
    }

    protected function work(): void
    {
        $this->sweep->run(self::SECONDS);
    }
}
