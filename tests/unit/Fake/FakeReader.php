<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Tests\Unit\Fake;

use Ledgerline\Xero\Snapshot\Reader;

/**
 * Makes a snapshot for each id and connection, without a database.
 */
class FakeReader extends Reader
{
    /** @var array<int,array{0:string,1:int[]}> */
    public $reads = [];

    /** @var string[] */
    public $connections = ['default'];

    /** @var array<string,\Throwable> entity to what reading it throws */
    public $failures = [];

    /** @var array<string,int[]> entity to ids, one of which is enough to fail a read */
    public $unreadable = [];

    public function __construct()
    {
    }

    public function read(string $entity, array $ids): array
    {
        $this->reads[] = [$entity, $ids];
        if (isset($this->failures[$entity])) {
            throw $this->failures[$entity];
        }
        if (array_intersect($this->unreadable[$entity] ?? [], $ids)) {
            throw new \RuntimeException('no such column');
        }
        $snapshots = [];
        foreach ($ids as $id) {
            foreach ($this->connections as $connection) {
                $snapshots[] = [
                    'version' => 1, 'kind' => $entity, 'id' => (string)$id, 'connection' => $connection,
                    'email' => 'ann@example.com',
                ];
            }
        }
        return $snapshots;
    }
}
