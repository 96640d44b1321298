<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Cron;

use Ledgerline\Xero\Api\EngineInterface;
use Ledgerline\Xero\Config\Settings;

/** Deletes old log lines and settled jobs, takes back what a dead process left. */
class Prune extends AbstractJob
{
    public function __construct(JobContext $context, private readonly EngineInterface $engine, private readonly Settings $settings)
    {
        parent::__construct($context);
    }

    protected function work(): void
    {
        $this->engine->prune($this->settings->keepDays());
    }
}
