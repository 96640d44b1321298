<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Tests\Unit\Fake;

use Ledgerline\Xero\Outbox\TouchTable;
use Magento\Framework\DB\Adapter\AdapterInterface;

/**
 * The outbox in memory, without transactions.
 */
class FakeTouchTable extends TouchTable
{
    /** @var array<int,array{entity:string, entity_id:int}> */
    public $rows = [];

    /** @var int how often something was written */
    public $inserts = 0;

    /** @var \Throwable|null what writing throws */
    public $failure;

    /** @var bool */
    public $undoneByTimeouts = false;

    /** @var AdapterInterface */
    private $adapter;

    public function __construct(AdapterInterface $adapter)
    {
        $this->adapter = $adapter;
    }

    public function connection(): AdapterInterface
    {
        return $this->adapter;
    }

    public function insert(array $ids): void
    {
        if ($this->failure !== null) {
            throw $this->failure;
        }
        $this->inserts++;
        foreach ($ids as $entity => $list) {
            foreach ($list as $id) {
                $this->rows[$this->rows === [] ? 1 : max(array_keys($this->rows)) + 1] = ['entity' => $entity, 'entity_id' => $id];
            }
        }
    }

    public function next(int $after, int $limit): array
    {
        $later = array_filter($this->rows, static fn (int $touch): bool => $touch > $after, ARRAY_FILTER_USE_KEY);
        return array_slice($later, 0, $limit, true);
    }

    public function newest(): int
    {
        return (int)(array_key_last($this->rows) ?? 0);
    }

    public function of(array $ids): array
    {
        return array_filter($this->rows, static fn (array $row): bool => in_array($row['entity_id'], $ids[$row['entity']] ?? [], true));
    }

    public function delete(array $touches): void
    {
        $this->rows = array_diff_key($this->rows, array_flip($touches));
    }

    public function isUndoneByTimeouts(): bool
    {
        return $this->undoneByTimeouts;
    }

    /** @return string[] entity and id of what is in it */
    public function listed(): array
    {
        return array_map(static fn (array $row): string => $row['entity'] . ' ' . $row['entity_id'], array_values($this->rows));
    }
}
