<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Plugin;

use Ledgerline\Xero\Api\EngineInterface;
use Ledgerline\Xero\Status\Mirror;
use Psr\Log\LoggerInterface;

/**
 * Grids show at once what a drain settled or a person decided, and do not wait for cron.
 */
class MirrorStatus
{
    private const SECONDS = 10.0;

    /**
     * @param Mirror $mirror
     * @param LoggerInterface $logger
     */
    public function __construct(private Mirror $mirror, private LoggerInterface $logger)
    {
    }

    /**
     * After sending.
     *
     * @param EngineInterface $subject
     * @param array $result
     * @return array
     * @SuppressWarnings(PHPMD.UnusedFormalParameter)
     */
    public function afterDrain(EngineInterface $subject, array $result): array
    {
        $this->guarded(function (): void {
            $this->mirror->follow(self::SECONDS);
        });
        return $result;
    }

    /**
     * After "never send": who was never queued is in no news.
     *
     * @param EngineInterface $subject
     * @param int $result
     * @param string $entity
     * @param array $ids
     * @return int
     * @SuppressWarnings(PHPMD.UnusedFormalParameter)
     */
    public function afterExclude(EngineInterface $subject, int $result, string $entity, array $ids): int
    {
        $this->guarded(function () use ($entity, $ids): void {
            $this->mirror->refresh($entity, $ids);
        });
        return $result;
    }

    /**
     * What was done for the books is done, whatever becomes of the grids.
     *
     * @param callable $do
     * @return void
     */
    private function guarded(callable $do): void
    {
        try {
            $do();
        } catch (\Throwable $thrown) {
            $this->logger->warning('status: ' . $thrown->getMessage());
        }
    }
}
