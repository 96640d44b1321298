<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Api\Data;

/**
 * Jobs by connection, entity and state, and held ones by reason.
 * @api
 */
final class Counts extends Answer
{
    /**
     * @param JobCount[] $jobs
     * @param HeldCount[] $held
     */
    protected function __construct(public readonly array $jobs, public readonly array $held) {}

    protected static function fields(array $row): array
    {
        return [
            'jobs' => array_map(JobCount::fromEngine(...), $row['jobs'] ?? []),
            'held' => array_map(HeldCount::fromEngine(...), $row['held'] ?? []),
        ];
    }

    /**
     * @param string[] $states
     * @param string|null $connection null: of all
     */
    public function inState(array $states, ?string $connection = null): int
    {
        $count = 0;
        foreach ($this->jobs as $one) {
            if (in_array($one->state, $states, true) && ($connection === null || $one->connection === $connection)) {
                $count += $one->count;
            }
        }
        return $count;
    }
}
