<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Api\Data;

/**
 * A document about which the shop and Xero differ.
 * @api
 */
final class Finding
{
    /**
     * As the engine gives it: finding (when it was compared), kind, rank, entity, entity_id, number, date, store, currency, total, xero_total,
     * xero_number, xero_status, xero_url, job, now, note_at, mark, accepted, was.
     *
     * @param string $kind what it means now, as in ReconciliationResult's counts
     * @param int $rank 0: the worst
     * @param string $total a decimal
     * @param string $xeroTotal a decimal, or ""; so are $xeroNumber and $xeroUrl
     * @param string $jobMessage of the job that it had in the queue when it was compared, or ""
     * @param Standing $now how its record stands now; with an empty state when nobody ever enqueued it
     * @param string $noteAt name of the position that takes the note of a person who accepts it, or "": it cannot be accepted
     * @param string $mark goes with the note: what it is about
     * @param array|null $accepted note, by, at ("YYYY-MM-DD HH:MM:SS", UTC)
     * @param string $was its kind before it was accepted, or ""
     */
    private function __construct(
        public readonly string $kind,
        public readonly int $rank,
        public readonly string $entity,
        public readonly string $entityId,
        public readonly string $number,
        public readonly string $date,
        public readonly string $store,
        public readonly string $currency,
        public readonly string $total,
        public readonly string $xeroTotal,
        public readonly string $xeroNumber,
        public readonly string $xeroUrl,
        public readonly string $jobMessage,
        public readonly Standing $now,
        public readonly string $noteAt,
        public readonly string $mark,
        public readonly ?array $accepted,
        public readonly string $was
    ) {}

    public static function fromEngine(array $row): self
    {
        $text = static fn (string $name): string => (string)($row[$name] ?? '');
        return new self(
            $text('kind'),
            (int)($row['rank'] ?? 0),
            $text('entity'),
            $text('entity_id'),
            $text('number'),
            $text('date'),
            $text('store'),
            $text('currency'),
            $text('total'),
            $text('xero_total'),
            $text('xero_number'),
            $text('xero_url'),
            (string)($row['job']['message'] ?? ''),
            Standing::fromEngine($row['now'] ?? []),
            $text('note_at'),
            $text('mark'),
            $row['accepted'] ?? null,
            $text('was')
        );
    }

    /** Whether it is about this document of the shop. */
    public function isOf(string $entity, string $id): bool
    {
        return $this->entity === $entity && $this->entityId === $id;
    }
}
