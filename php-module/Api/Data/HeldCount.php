<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Api\Data;

/**
 * How many jobs are held for one reason.
 * @api
 */
final class HeldCount extends Answer
{
    /** @param string $subject the tax rate, account, payment method or total that is missing, or "" */
    protected function __construct(
        public readonly string $connection,
        public readonly string $code,
        public readonly string $subject,
        public readonly Message $message,
        public readonly int $count
    ) {}
}
