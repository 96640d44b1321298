<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Cron;

use Ledgerline\Xero\Alert\Digest as DailyMail;
use Ledgerline\Xero\Alert\Settings;
use Ledgerline\Xero\Api\AvailabilityInterface;
use Ledgerline\Xero\Config\SettingsPublisher;
use Psr\Log\LoggerInterface;

/**
 * Sends the daily e-mail, where it is switched on.
 */
class Digest extends AbstractJob
{
    /**
     * @param AvailabilityInterface $availability
     * @param SettingsPublisher $publisher
     * @param LoggerInterface $logger
     * @param Settings $settings
     * @param DailyMail $digest
     */
    public function __construct(
        AvailabilityInterface $availability,
        SettingsPublisher $publisher,
        LoggerInterface $logger,
        private readonly Settings $settings,
        private readonly DailyMail $digest
    ) {
        parent::__construct($availability, $publisher, $logger);
    }

    /**
     * @inheritDoc
     */
    protected function work(): void
    {
        if ($this->settings->hasDigest()) {
            $this->digest->send();
        }
    }
}
