<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Api\Data;

/**
 * What came of comparing the shop's documents of a span of days with Xero, judged by how the records stand now.
 * @api
 */
final class ReconciliationResult extends Answer
{
    /**
     * @param string $from first day, YYYY-MM-DD; so is $to the last one
     * @param string $at when it was compared, "YYYY-MM-DD HH:MM:SS" (UTC)
     * @param int $calls to Xero
     * @param int $documents of the shop that were compared
     * @param array<string,int> $counts documents by what the findings mean now: matched, missing, changed, voided, duplicate, unpaid, foreign (in
     *     Xero by another tool), excluded, arrived, on_its_way, held, accepted
     * @param int $wrong documents that need a person
     * @param string $grade "good", "bad" or "open" (not known yet)
     * @param string $headline "nothing_compared", "held", "differ", "on_their_way", "arrived" or "agree"
     * @param Finding[] $findings 500 at most
     * @param array[] $days {day, store, currency, documents, matched, shop, xero, difference} (sums; credit memos are negative)
     */
    protected function __construct(
        public readonly string $connection,
        public readonly string $from,
        public readonly string $to,
        public readonly string $at,
        public readonly int $calls,
        public readonly int $documents,
        public readonly array $counts,
        public readonly int $wrong,
        public readonly string $grade,
        public readonly string $headline,
        public readonly array $findings,
        public readonly array $days
    ) {}

    protected static function fields(array $row): array
    {
        return ['findings' => array_map(Finding::fromEngine(...), $row['findings'] ?? [])] + ($row['verdict'] ?? []) + $row;
    }
}
