<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Plugin;

use Ledgerline\Xero\Outbox\Collector;

/** Reads what was touched before a page shows the queue or a record: a person looks for what they have just saved. */
class ReadTouched
{
    /** A page does not make a person wait for a backlog; cron reads it. */
    private const SECONDS = 1.0;

    public function __construct(private readonly Collector $collector) {}

    public function beforeExecute(): void
    {
        $this->collector->catchUp(self::SECONDS);
    }
}
