<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Api\Data;

/**
 * A document about which the shop and Xero differ.
 * @api
 */
final class Finding extends Answer
{
    /**
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
    protected function __construct(
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

    protected static function fields(array $row): array
    {
        return ['job_message' => $row['job']['message'] ?? ''] + $row;
    }

    /** Whether it is about this document of the shop. */
    public function isOf(string $entity, string $id): bool
    {
        return $this->entity === $entity && $this->entityId === $id;
    }
}
