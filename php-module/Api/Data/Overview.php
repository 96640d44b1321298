<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Api\Data;

/**
 * How everything stands.
 * @api
 */
final class Overview extends Answer
{
    /**
     * @param int $cronLast seconds since 1970, 0: never
     * @param int|null $cronSince from when on a turn of cron is waited for, seconds since 1970; null: no connection works
     * @param int $attention jobs that need a person, of all connections
     * @param string $needs who must act first: "connection", "person" (also where jobs were put on hold) or "nobody"
     * @param array<string,ConnectionOverview> $connections by code, each one that was asked for
     */
    protected function __construct(
        public readonly int $cronLast,
        public readonly ?int $cronSince,
        public readonly int $attention,
        public readonly string $needs,
        public readonly array $connections
    ) {}

    protected static function fields(array $row): array
    {
        return ['connections' => array_map(ConnectionOverview::fromEngine(...), $row['connections'] ?? [])] + $row;
    }
}
