<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Sending;

use Ledgerline\Xero\Api\EngineInterface;
use Ledgerline\Xero\Config\Connections;
use Ledgerline\Xero\Outbox\Collector;
use Ledgerline\Xero\SyncAll\SyncAll;
use Magento\Framework\Lock\LockManagerInterface;

/**
 * One turn of work for a limited time: reads on with a running Sync All and sends what is ready, in small steps by
 * turns.
 *
 * The engine bears several drains at once (leases, limits in the store); a second one is skipped only because it
 * gains nothing.
 */
class DrainStep
{
    public const LOCK = 'ledgerline_drain';
    /** Newest time at which a turn from cron came to its end, seconds since 1970. The engine reads it by this name. */
    public const LAST_DRAIN = 'cron.drain.last';
    private const STEP_SECONDS = 15.0;

    public function __construct(
        private readonly EngineInterface $engine,
        private readonly Connections $connections,
        private readonly SyncAll $syncAll,
        private readonly LockManagerInterface $locks,
        private readonly Collector $collector
    ) {}

    /**
     * Works for at most so many seconds, or until nothing is left to do.
     * @param bool $immediateOnly sends only what should have been sent immediately
     * @return bool false when another process is draining
     */
    public function take(float $seconds, bool $immediateOnly = false): bool
    {
        if (!$this->locks->lock(self::LOCK, 0)) {
            return false;
        }
        try {
            $this->work(microtime(true) + $seconds, $immediateOnly ? ['immediate_only' => true] : []);
        } finally {
            $this->locks->unlock(self::LOCK);
        }
        if (!$immediateOnly) {
            $this->sign();
        }
        return true;
    }

    /** Writes down that cron came round. Every turn that sends the whole queue counts, whichever job took it. */
    public function sign(): void
    {
        $this->engine->setCursor(self::LAST_DRAIN, (string)time());
    }

    /** Whether some connection's Sync All is not over yet. */
    public function isRunActive(): bool
    {
        foreach ($this->connections->all() as $connection) {
            if (in_array($this->runState($connection), ['reading', 'sending'], true)) {
                return true;
            }
        }
        return false;
    }

    /** @param array $options of the drain */
    private function work(float $end, array $options): void
    {
        do {
            $this->collector->catchUp();
            $reading = false;
            foreach ($this->connections->all() as $connection) {
                $left = $end - microtime(true);
                if ($left > 1 && $this->runState($connection) === 'reading') {
                    $run = $this->syncAll->step($connection, min(self::STEP_SECONDS, $left));
                    $reading = $reading || ($run['state'] ?? '') === 'reading';
                }
            }
            $left = $end - microtime(true);
            if ($left < 1) {
                break;
            }
            // 0 would mean "no limit".
            $limit = (int)max(1, $reading ? min(self::STEP_SECONDS, $left) : $left);
            $result = $this->engine->drain($options + ['seconds' => $limit]);
        } while ($reading || $this->isWorthGoingOn($result, $end));
    }

    /** Whether a drain that stopped can be continued within the time; waits for Xero's minute if that is all it needs. */
    private function isWorthGoingOn(array $result, float $end): bool
    {
        $stopped = $result['stopped'] ?? '';
        if ($stopped === 'time') {
            return true;
        }
        $wait = (int)($result['not_before'] ?? 0) - microtime(true);
        if ($stopped !== 'budget' || empty($result['not_before']) || microtime(true) + $wait + 1 > $end) {
            return false;
        }
        if ($wait > 0) {
            // phpcs:ignore Magento2.Functions.DiscouragedFunction
            usleep((int)($wait * 1000000));
        }
        return true;
    }

    private function runState(string $connection): string
    {
        return (string)($this->engine->run($connection)['state'] ?? '');
    }
}
