<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Cron;

use Ledgerline\Xero\Api\AvailabilityInterface;
use Ledgerline\Xero\Api\EngineInterface;
use Ledgerline\Xero\Config\Settings;
use Ledgerline\Xero\Config\SettingsPublisher;
use Psr\Log\LoggerInterface;

/** Deletes old log lines and settled jobs, takes back what a dead process left. */
class Prune extends AbstractJob
{
    public function __construct(
        AvailabilityInterface $availability,
        SettingsPublisher $publisher,
        LoggerInterface $logger,
        private readonly EngineInterface $engine,
        private readonly Settings $settings
    ) {
        parent::__construct($availability, $publisher, $logger);
    }

    protected function work(): void
    {
        $this->engine->prune($this->settings->keepDays());
    }
}
