<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Cron;

use Ledgerline\Xero\Outbox\TouchTable;

/** Deletes touches that nobody has read for a month: where no server has the extension, the outbox must not grow for ever. */
class ForgetTouches
{
    private const DAYS = 30;

    public function __construct(private readonly TouchTable $touches)
    {
    }

    /** Called by cron. What is forgotten here, the sweep finds. */
    public function execute(): void
    {
        $this->touches->deleteOlderThan(self::DAYS);
    }
}
