<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Api\Data;

/**
 * What came of comparing the shop's documents of a span of days with Xero, judged by how the records stand now.
 * @api
 */
final class ReconciliationResult
{
    /**
     * As the engine gives it: connection, from, to, at, calls, documents, counts (when it was compared), findings, days, verdict {counts, wrong,
     * grade, headline}.
     *
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
     * @param array $row as the engine gave it
     */
    private function __construct(
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
        public readonly array $days,
        private readonly array $row
    ) {}

    public static function fromEngine(array $row): self
    {
        $verdict = $row['verdict'] ?? [];
        return new self(
            (string)($row['connection'] ?? ''),
            (string)($row['from'] ?? ''),
            (string)($row['to'] ?? ''),
            (string)($row['at'] ?? ''),
            (int)($row['calls'] ?? 0),
            (int)($row['documents'] ?? 0),
            $verdict['counts'] ?? [],
            (int)($verdict['wrong'] ?? 0),
            (string)($verdict['grade'] ?? ''),
            (string)($verdict['headline'] ?? ''),
            array_map(Finding::fromEngine(...), $row['findings'] ?? []),
            $row['days'] ?? [],
            $row
        );
    }

    /** As the engine gave it, for what is written down whole. */
    public function toArray(): array
    {
        return $this->row;
    }
}
