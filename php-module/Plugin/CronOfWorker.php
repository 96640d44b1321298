<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Plugin;

use Ledgerline\Xero\Api\AvailabilityInterface;
use Magento\Cron\Model\ConfigInterface;

/**
 * Leaves the module's jobs to a server that has the extension.
 *
 * Cron may run on several servers, and each job's turn goes to one of them: a server that can do nothing must not take it.
 */
class CronOfWorker
{
    private const GROUP = 'ledgerline';
    /** In Magento's own group, because it would wait behind a drain. */
    private const STATUS = 'ledgerline_status';

    public function __construct(private readonly AvailabilityInterface $availability)
    {
    }

    /**
     * @param array<string,array> $result group to jobs
     * @return array<string,array>
     */
    public function afterGetJobs(ConfigInterface $subject, array $result): array
    {
        if (!$this->availability->isReady()) {
            unset($result[self::GROUP], $result['default'][self::STATUS]);
        }
        return $result;
    }
}
