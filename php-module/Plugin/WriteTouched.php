<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Plugin;

use Ledgerline\Xero\Outbox\Touched;
use Magento\Framework\DB\Adapter\AdapterInterface;

/** Writes what a transaction touched as a part of it, and forgets it with a transaction that is undone. */
class WriteTouched
{
    public function __construct(private readonly Touched $touched) {}

    public function beforeCommit(AdapterInterface $subject): void
    {
        $this->touched->beforeCommit($subject);
    }

    public function afterCommit(AdapterInterface $subject, AdapterInterface $result): AdapterInterface
    {
        $this->touched->afterCommit($subject);
        return $result;
    }

    public function afterRollBack(AdapterInterface $subject, AdapterInterface $result): AdapterInterface
    {
        $this->touched->afterRollBack($subject);
        return $result;
    }
}
