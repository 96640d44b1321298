<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Plugin;

use Ledgerline\Xero\Api\AvailabilityInterface;
use Ledgerline\Xero\Bridge\StoreGuard;
use Magento\Cron\Model\ConfigInterface;

/**
 * Leaves the module's jobs to the server that sends: one that has the extension, and the shop's store.
 *
 * Cron may run on several servers, and each job's turn goes to one of them: a server that can do nothing must not take it.
 */
class CronOfWorker
{
    private const GROUP = 'ledgerline';
    /** In Magento's own group, because it would wait behind a drain. */
    private const STATUS = 'ledgerline_status';

    public function __construct(private readonly AvailabilityInterface $availability, private readonly StoreGuard $guard) {}

    /**
     * @param array<string,array> $result group to jobs
     * @return array<string,array>
     */
    public function afterGetJobs(ConfigInterface $subject, array $result): array
    {
        if (!$this->isSender()) {
            unset($result[self::GROUP], $result['default'][self::STATUS]);
        }
        return $result;
    }

    private function isSender(): bool
    {
        try {
            return $this->availability->isReady() && $this->guard->isOurs();
        } catch (\Exception) {
            // A store that cannot be asked: the jobs say what is the matter with it.
            return true;
        }
    }
}
