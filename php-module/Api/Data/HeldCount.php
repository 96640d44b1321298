<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Api\Data;

/**
 * How many jobs are held for one reason.
 * @api
 */
final class HeldCount
{
    /**
     * As the engine gives it: connection, code, subject, message, count.
     * @param string $subject the tax rate, account, payment method or total that is missing, or ""
     */
    private function __construct(
        public readonly string $connection,
        public readonly string $code,
        public readonly string $subject,
        public readonly Message $message,
        public readonly int $count
    ) {}

    public static function fromEngine(array $row): self
    {
        return new self(
            (string)($row['connection'] ?? ''),
            (string)($row['code'] ?? ''),
            (string)($row['subject'] ?? ''),
            Message::fromEngine($row),
            (int)($row['count'] ?? 0)
        );
    }
}
