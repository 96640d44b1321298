<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Tests\Unit\Fake;

use Ledgerline\Xero\Snapshot\Reader;

/**
 * Records in memory: entity to id to [created_at, updated_at].
 */
class RecordedReader extends Reader
{
    /** @var array<string, array<int, string[]>> */
    public array $records;

    /** @var array<string, int[]> ids of every read, by entity */
    public array $reads = [];

    /** @var string[] */
    public array $connections = ['default'];

    public function __construct(array $records)
    {
        $this->records = $records;
    }

    public function read(string $entity, array $ids): array
    {
        $snapshots = [];
        foreach ($ids as $id) {
            $this->reads[$entity][] = $id;
            foreach ($entity === self::PRODUCT ? $this->connections : ['default'] as $connection) {
                $snapshots[] = ['kind' => $entity, 'id' => (string)$id, 'connection' => $connection];
            }
        }
        return $snapshots;
    }

    public function digests(string $entity, array $ids): array
    {
        $digests = [];
        foreach (array_intersect($ids, array_keys($this->records[$entity] ?? [])) as $id) {
            $digests[$id] = implode(' ', $this->records[$entity][$id]);
        }
        return $digests;
    }

    public function count(string $entity, string $connection, ?string $from = null, ?string $to = null): int
    {
        return count($this->ids($entity, $connection, 0, PHP_INT_MAX, $from, $to));
    }

    public function ids(string $entity, string $connection, int $afterId, int $limit, ?string $from = null, ?string $to = null): array
    {
        $ids = [];
        foreach ($this->records[$entity] ?? [] as $id => [$created]) {
            if ($id > $afterId && ($from === null || $created >= $from) && ($to === null || $created <= $to . ' 23:59:59')) {
                $ids[] = $id;
            }
        }
        sort($ids);
        return array_slice($ids, 0, $limit);
    }

    public function moved(string $entity, string $connection, string $since, int $afterId, int $limit): array
    {
        $moved = [];
        foreach ($this->records[$entity] ?? [] as $id => [, $updated]) {
            if ($updated > $since || ($updated === $since && $id > $afterId)) {
                $moved[] = [$updated, $id];
            }
        }
        sort($moved);
        return array_column(array_slice($moved, 0, $limit), 0, 1);
    }

    public function newest(string $entity, string $connection, string $before): int
    {
        $ids = array_keys(array_filter($this->records[$entity] ?? [], static fn (array $record): bool => $record[0] < $before));
        return $ids === [] ? 0 : max($ids);
    }
}
