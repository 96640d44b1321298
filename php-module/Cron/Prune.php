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
     * @var EngineInterface
     */
    private $engine;

    /**
     * @var Settings
     */
    private $settings;

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
        EngineInterface $engine,
        Settings $settings
    ) {
        parent::__construct($availability, $publisher, $logger);
        $this->engine = $engine;
        $this->settings = $settings;
    }

    /**
     * @inheritDoc
     */
    protected function work(): void
    {
        $this->engine->prune($this->settings->keepDays());
    }
}
