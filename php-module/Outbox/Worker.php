<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Outbox;

use Magento\Framework\FlagManager;

/** Which server of the shop sends: the one whose cron has the extension says so every minute. */
class Worker
{
    private const FLAG = 'ledgerline_xero_worker';

    /** Seconds after which a server that says nothing is not counted on. */
    private const SILENT = 900;

    public function __construct(private readonly FlagManager $flags)
    {
    }

    /** Says that this server sends. */
    public function sign(): void
    {
        $this->flags->saveFlag(self::FLAG, ['host' => (string)gethostname(), 'at' => time()]);
    }

    /**
     * The other server that sends.
     *
     * @return array{host:string, at:int}|null host's name and when it last said so (seconds since 1970); null: there is none
     */
    public function elsewhere(): ?array
    {
        $flag = $this->flags->getFlagData(self::FLAG);
        $host = is_array($flag) ? (string)($flag['host'] ?? '') : '';
        $at = is_array($flag) ? (int)($flag['at'] ?? 0) : 0;
        return $host !== '' && $host !== gethostname() && $at > time() - self::SILENT ? ['host' => $host, 'at' => $at] : null;
    }
}
