<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Observer;

/**
 * Collects what a request touched and enqueues it once, at the end. Never throws.
 */
class Touched
{
    /**
     * Notes one record.
     *
     * @param string $entity customer, product, order, invoice or creditmemo
     * @param int $id
     * @return void
     */
    public function add(string $entity, int $id): void
    {
    }

    /**
     * Reads what was noted and enqueues it.
     *
     * @return void
     */
    public function flush(): void
    {
    }
}
