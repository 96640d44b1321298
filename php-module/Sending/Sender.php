<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Sending;

use Ledgerline\Xero\Api\EngineInterface;

/** Has the queue sent soon, without waiting for it: a web request never talks to Xero about documents. */
class Sender
{
    /** Seconds since 1970 of the newest wish of a person; cron answers it within a minute. */
    public const ASKED = 'drain.asked';

    public function __construct(private readonly EngineInterface $engine) {}

    /** Wakes the background sender of this server, and leaves a note for cron in case there is none. */
    public function wake(): void
    {
        $this->engine->setCursor(self::ASKED, (string)time());
        $this->engine->enqueue([], ['immediately' => true]);
    }
}
