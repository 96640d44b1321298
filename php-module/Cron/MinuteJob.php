<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Cron;

use Ledgerline\Xero\Api\EngineInterface;
use Ledgerline\Xero\Config\Settings;
use Ledgerline\Xero\Outbox\Worker;
use Ledgerline\Xero\Sending\DrainStep;

/**
 * Comes every minute.
 *
 * Continues with a running Sync All, sends when somebody asked for it in the admin, and sends what should have been sent
 * immediately but was not (touched on the command line, or its web worker was stopped).
 */
class MinuteJob extends AbstractJob
{
    /** Ends before the next minute begins. */
    private const SECONDS = 45.0;
    /** When a person last asked in the admin to send now, seconds since 1970. */
    public const ASKED = 'drain.asked';
    /** Which of those wishes was fulfilled. */
    public const ANSWERED = 'drain.answered';

    public function __construct(
        JobContext $context,
        private readonly DrainStep $turn,
        private readonly EngineInterface $engine,
        private readonly Settings $settings,
        private readonly Worker $worker
    ) {
        parent::__construct($context);
    }

    protected function work(): void
    {
        $this->worker->sign();
        $asked = $this->engine->cursor(self::ASKED);
        if ($asked !== null && $asked !== $this->engine->cursor(self::ANSWERED)) {
            if ($this->turn->take(self::SECONDS)) {
                $this->engine->setCursor(self::ANSWERED, $asked);
            }
        } elseif ($this->turn->isRunActive()) {
            $this->turn->take(self::SECONDS);
        } elseif ($this->areImmediateJobsWaiting()) {
            $this->turn->take(self::SECONDS, true);
        }
    }

    /** Whether jobs wait of an entity that is to be sent immediately. */
    private function areImmediateJobsWaiting(): bool
    {
        foreach ($this->engine->counts()->jobs as $jobs) {
            if ($jobs->state !== 'waiting' || $jobs->count === 0) {
                continue;
            }
            try {
                $mode = $this->settings->mode($jobs->entity, $jobs->connection);
            } catch (\Exception $e) {
                // A connection that the shop does not have any more.
                continue;
            }
            if ($mode === Settings::MODE_IMMEDIATELY) {
                return true;
            }
        }
        return false;
    }
}
