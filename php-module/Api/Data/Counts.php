<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Api\Data;

/**
 * Jobs by connection, entity and state, and held ones by reason.
 * @api
 */
final class Counts
{
    /**
     * @param JobCount[] $jobs
     * @param HeldCount[] $held
     * @param array $row as the engine gave it
     */
    private function __construct(public readonly array $jobs, public readonly array $held, private readonly array $row)
    {
    }

    public static function fromEngine(array $row): self
    {
        $row += ['jobs' => [], 'held' => []];
        return new self(
            array_map(JobCount::fromEngine(...), $row['jobs']),
            array_map(HeldCount::fromEngine(...), $row['held']),
            $row
        );
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

    /** As the engine gave it, for what is written down whole. */
    public function toArray(): array
    {
        return $this->row;
    }
}
