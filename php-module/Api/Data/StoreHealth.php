<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Api\Data;

/**
 * State of the store.
 * @api
 */
final class StoreHealth
{
    /**
     * As the engine gives it: path, ok, code, message, schema, bytes, jobs.
     * @param bool $isUsable whether it can be used, also when something in it is damaged
     * @param string $code what is wrong, or ""
     * @param int $jobs that are not done
     */
    private function __construct(
        public readonly string $path,
        public readonly bool $isFine,
        public readonly bool $isUsable,
        public readonly string $code,
        public readonly Message $message,
        public readonly int $bytes,
        public readonly int $jobs
    ) {}

    public static function fromEngine(array $row): self
    {
        return new self(
            (string)($row['path'] ?? ''),
            !empty($row['ok']),
            isset($row['schema']),
            (string)($row['code'] ?? ''),
            Message::fromEngine($row),
            (int)($row['bytes'] ?? 0),
            (int)($row['jobs'] ?? 0)
        );
    }
}
