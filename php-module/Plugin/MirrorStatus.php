<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Plugin;

use Ledgerline\Xero\Api\EngineInterface;
use Ledgerline\Xero\Status\Mirror;
use Psr\Log\LoggerInterface;

/** Grids show at once what came into the queue, what a drain settled and what a person decided, and do not wait for cron. */
class MirrorStatus
{
    private const SECONDS = 10.0;
    /** A person waits for the page. */
    private const SOON = 1.0;

    public function __construct(private readonly Mirror $mirror, private readonly LoggerInterface $logger) {}

    /**
     * After something happened in the shop and its touch was read: the grids show it as queued at once, and not with cron's next turn.
     */
    public function afterEnqueue(EngineInterface $subject, array $result, array $snapshots, array $options = []): array
    {
        // The sweep and Sync All bring records by the thousand; cron shows those.
        if (($options['purpose'] ?? '') === 'event' && ($result['accepted'] ?? 0) + ($result['replaced'] ?? 0) > 0) {
            $this->guarded(function () use ($snapshots): void {
                $ids = [];
                foreach ($snapshots as $snapshot) {
                    $ids[(string)$snapshot['kind']][] = (int)$snapshot['id'];
                }
                foreach ($ids as $entity => $some) {
                    $this->mirror->refresh($entity, $some);
                }
            });
        }
        return $result;
    }

    public function afterRetry(EngineInterface $subject, int $result): int
    {
        return $this->followed($result);
    }

    public function afterHold(EngineInterface $subject, int $result): int
    {
        return $this->followed($result);
    }

    public function afterCancel(EngineInterface $subject, int $result): int
    {
        return $this->followed($result);
    }

    public function afterDrain(EngineInterface $subject, array $result): array
    {
        $this->guarded(fn () => $this->mirror->follow(self::SECONDS));
        return $result;
    }

    /** After "never send": who was never queued is in no news. */
    public function afterExclude(EngineInterface $subject, int $result, string $entity, array $ids): int
    {
        $this->guarded(fn () => $this->mirror->refresh($entity, $ids));
        return $result;
    }

    private function followed(int $changed): int
    {
        if ($changed > 0) {
            $this->guarded(fn () => $this->mirror->follow(self::SOON));
        }
        return $changed;
    }

    /** What was done for the books is done, whatever becomes of the grids. */
    private function guarded(callable $do): void
    {
        try {
            $do();
        } catch (\Throwable $thrown) {
            $this->logger->warning('status: ' . $thrown->getMessage());
        }
    }
}
