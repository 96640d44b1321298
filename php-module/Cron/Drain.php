<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Cron;

use Ledgerline\Xero\Api\AvailabilityInterface;
use Ledgerline\Xero\Config\SettingsPublisher;
use Ledgerline\Xero\Sending\DrainStep;
use Psr\Log\LoggerInterface;

/** Sends what is queued, on the schedule of the configuration. */
class Drain extends AbstractJob
{
    /** Shorter than the lifetime of a schedule, so that the other jobs of the group are only delayed by it, not missed. */
    private const SECONDS = 600.0;

    public function __construct(
        AvailabilityInterface $availability,
        SettingsPublisher $publisher,
        LoggerInterface $logger,
        private readonly DrainStep $turn
    ) {
        parent::__construct($availability, $publisher, $logger);
    }

    protected function work(): void
    {
        $this->turn->take(self::SECONDS);
        // Also when another process drains: what the notice wants to know is whether cron comes round.
        $this->turn->sign();
    }
}
