<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Cron;

use Ledgerline\Xero\Sending\DrainStep;

/** Sends what is queued, on the schedule of the configuration. */
class Drain extends AbstractJob
{
    /** Shorter than the lifetime of a schedule, so that the other jobs of the group are only delayed by it, not missed. */
    private const SECONDS = 600.0;

    public function __construct(JobContext $context, private readonly DrainStep $turn)
    {
        parent::__construct($context);
    }

    protected function work(): void
    {
        $this->turn->take(self::SECONDS);
        // Also when another process drains: what the notice wants to know is whether cron comes round.
        $this->turn->sign();
    }
}
