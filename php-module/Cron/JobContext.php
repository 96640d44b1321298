<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Cron;

use Ledgerline\Xero\Api\AvailabilityInterface;
use Ledgerline\Xero\Bridge\StoreGuard;
use Ledgerline\Xero\Config\SettingsPublisher;
use Ledgerline\Xero\Outbox\Collector;
use Psr\Log\LoggerInterface;

/** What every job needs, so that each of them names only what is its own. */
class JobContext
{
    public function __construct(
        public readonly AvailabilityInterface $availability,
        public readonly StoreGuard $guard,
        public readonly SettingsPublisher $publisher,
        public readonly Collector $collector,
        public readonly LoggerInterface $logger
    ) {}
}
