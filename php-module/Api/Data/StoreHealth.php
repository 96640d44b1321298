<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Api\Data;

/**
 * State of the store.
 * @api
 */
final class StoreHealth extends Answer
{
    /**
     * @param bool $isUsable whether it can be used, also when something in it is damaged
     * @param string $code what is wrong, or ""
     * @param int $jobs that are not done
     */
    protected function __construct(
        public readonly string $path,
        public readonly bool $isFine,
        public readonly bool $isUsable,
        public readonly string $code,
        public readonly Message $message,
        public readonly int $bytes,
        public readonly int $jobs
    ) {}

    protected static function fields(array $row): array
    {
        return ['is_fine' => $row['ok'] ?? false, 'is_usable' => isset($row['schema'])] + $row;
    }
}
