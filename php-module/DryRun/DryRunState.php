<?php
declare(strict_types=1);

namespace Ledgerline\Xero\DryRun;

use Magento\Framework\FlagManager;
use Magento\Framework\Lock\LockManagerInterface;

/**
 * The dry run that the page shows, one for each connection, where every web server finds it. In the shop's database: the queue's store has
 * nothing to do with it.
 */
class DryRunState
{
    private const FLAG = 'ledgerline_xero_dry_run_';

    public function __construct(
        private readonly FlagManager $flags,
        private readonly LockManagerInterface $locks,
        private readonly DryRun $dryRun
    ) {}

    /** @return array|null the newest one: as DryRun makes it, with id, at (seconds since 1970) and is_over */
    public function get(string $connection): ?array
    {
        $run = $this->flags->getFlagData(self::FLAG . $connection);
        return is_array($run) ? $run : null;
    }

    /** Takes the place of the one before, whoever looks at that. */
    public function start(string $connection, ?string $from, ?string $to, bool $compare): array
    {
        $run = $this->dryRun->start($connection, $from, $to, null, $compare);
        return $this->keep($run + ['id' => bin2hex(random_bytes(8))]);
    }

    /**
     * Reads for some seconds, unless another request is at it.
     * @param string $id the dry run that the page began with
     * @return array|null the newest one, as it stands then
     */
    public function step(string $connection, string $id, float $seconds): ?array
    {
        $lock = self::FLAG . $connection;
        if (!$this->locks->lock($lock, 0)) {
            return $this->get($connection);
        }
        try {
            $run = $this->get($connection);
            if ($run === null || $run['id'] !== $id || $run['is_over']) {
                return $run;
            }
            return $this->keep($this->dryRun->step($run, $seconds));
        } finally {
            $this->locks->unlock($lock);
        }
    }

    private function keep(array $run): array
    {
        $run['is_over'] = $this->dryRun->isOver($run);
        $run['at'] = time();
        if ($run['is_over']) {
            // Only the next portion needs it.
            unset($run['answer']['memory']);
        }
        $this->flags->saveFlag(self::FLAG . $run['connection'], $run);
        return $run;
    }
}
