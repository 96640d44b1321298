<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Cron;

use Ledgerline\Xero\Api\AvailabilityInterface;
use Ledgerline\Xero\Status\Mirror;
use Psr\Log\LoggerInterface;

/** Brings what changed to the grids' column "Xero". Not in the group of the drain, behind which it would wait. */
class Status
{
    public function __construct(
        private readonly AvailabilityInterface $availability,
        private readonly Mirror $mirror,
        private readonly LoggerInterface $logger
    ) {}

    /**
     * Called by cron.
     * @throws \Throwable so that the schedule shows the failure as well
     */
    public function execute(): void
    {
        if (!$this->availability->isReady()) {
            return;
        }
        try {
            $this->mirror->follow();
        } catch (\Throwable $thrown) {
            $this->logger->error('status: ' . $thrown->getMessage());
            throw $thrown;
        }
    }
}
