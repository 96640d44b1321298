<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Cron;

use Ledgerline\Xero\Api\AvailabilityInterface;
use Ledgerline\Xero\Api\EngineInterface;
use Ledgerline\Xero\Config\Settings;
use Ledgerline\Xero\Config\SettingsPublisher;
use Psr\Log\LoggerInterface;

/**
 * Deletes old log lines and settled jobs, takes back what a dead process left.
 */
class Prune extends AbstractJob
{
    /**
     * @param AvailabilityInterface $availability
     * @param SettingsPublisher $publisher
     * @param LoggerInterface $logger
     * @param EngineInterface $engine
     * @param Settings $settings
     */
    public function __construct(
        AvailabilityInterface $availability,
        SettingsPublisher $publisher,
        LoggerInterface $logger,
        private readonly EngineInterface $engine,
        private readonly Settings $settings
    ) {
        parent::__construct($availability, $publisher, $logger);
    }

    /**
     * @inheritDoc
     */
    protected function work(): void
    {
        $this->engine->prune($this->settings->keepDays());
    }
}
