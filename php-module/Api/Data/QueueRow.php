<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Api\Data;

/**
 * A job in the queue.
 * @api
 */
final class QueueRow extends Row
{
    /** "waiting", "running", "unknown", "held", "failed", "done", "cancelled" or "damaged". */
    public readonly string $state;
    /** The tax rate, account, payment method or total that is missing, or "". */
    public readonly string $subject;
    /** The lower, the sooner. */
    public readonly int $priority;
    /** "YYYY-MM-DD HH:MM:SS" (UTC), or "". */
    public readonly string $createdAt;
    public readonly string $updatedAt;
    public readonly string $notBeforeAt;
    /**
     * When it goes, while nothing stands in the way of its connection: "paused" (not before its Sync All is resumed), "retry" (at $notBeforeAt),
     * "retry_by_cron" (with the first sending after that), "now" or "by_cron"; "": it neither waits nor is to be looked up.
     */
    public readonly string $goes;
    /** Whether it will look different in a moment: it is being sent or looked up, or waits to be sent at once. */
    public readonly bool $live;

    protected function read(array $row): void
    {
        $this->state = $this->text('state');
        $this->subject = $this->text('subject');
        $this->priority = (int)($row['priority'] ?? 0);
        $this->createdAt = $this->text('created_at');
        $this->updatedAt = $this->text('updated_at');
        $this->notBeforeAt = $this->text('not_before_at');
        $this->goes = $this->text('goes');
        $this->live = (bool)($row['live'] ?? false);
    }
}
