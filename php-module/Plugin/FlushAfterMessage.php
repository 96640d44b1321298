<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Plugin;

use Ledgerline\Xero\Outbox\Touched;
use Magento\Framework\MessageQueue\QueueInterface;

/**
 * Enqueues what a message of Magento's queue touched as soon as it is done.
 *
 * A consumer is one process that waits for hours: without this, what it touched would stay in its memory.
 */
class FlushAfterMessage
{
    public function __construct(private readonly Touched $touched) {}

    /**
     * @param mixed $result
     * @return mixed
     */
    public function afterAcknowledge(QueueInterface $subject, $result)
    {
        $this->touched->flush();
        return $result;
    }
}
