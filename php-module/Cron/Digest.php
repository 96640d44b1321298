<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Cron;

use Ledgerline\Xero\Alert\Digest as DailyMail;
use Ledgerline\Xero\Alert\Settings;
use Ledgerline\Xero\Api\AvailabilityInterface;
use Ledgerline\Xero\Config\SettingsPublisher;
use Psr\Log\LoggerInterface;

/** Sends the daily e-mail, where it is switched on. */
class Digest extends AbstractJob
{
    public function __construct(
        AvailabilityInterface $availability,
        SettingsPublisher $publisher,
        LoggerInterface $logger,
        private readonly Settings $settings,
        private readonly DailyMail $digest
    ) {
        parent::__construct($availability, $publisher, $logger);
    }

    protected function work(): void
    {
        if ($this->settings->hasDigest()) {
            $this->digest->send();
        }
    }
}
