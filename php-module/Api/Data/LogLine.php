<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Api\Data;

/**
 * A line of the log.
 * @api
 */
class LogLine extends Row
{
    /** "YYYY-MM-DD HH:MM:SS" (UTC). */
    public readonly string $at;
    /** "success", "held", "retry", "failed", "unknown", "skipped" or "information". */
    public readonly string $status;
    /** 0: of no job. */
    public readonly int $jobId;
    public readonly string $xeroId;
    public readonly string $xeroUrl;
    /** A decimal, or "". */
    public readonly string $xeroTotal;
    public readonly int $durationMs;

    protected function read(array $row): void
    {
        $this->at = $this->text('at');
        $this->status = $this->text('status');
        $this->jobId = (int)($row['job_id'] ?? 0);
        $this->xeroId = $this->text('xero_id');
        $this->xeroUrl = $this->text('xero_url');
        $this->xeroTotal = $this->text('xero_total');
        $this->durationMs = (int)($row['duration_ms'] ?? 0);
    }

    /** Whether it tells of something that keeps a document back. */
    public function isTrouble(): bool
    {
        return in_array($this->status, ['held', 'failed'], true);
    }
}
