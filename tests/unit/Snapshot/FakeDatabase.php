<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Tests\Unit\Snapshot;

use Magento\Framework\App\ResourceConnection;
use Magento\Framework\DB\Adapter\AdapterInterface;
use Magento\Framework\DB\Select;
use PHPUnit\Framework\TestCase;

/**
 * A database whose answers are what the test says, by the first table of the query.
 */
trait FakeDatabase
{
    /** @var array<string, array> columns by table */
    private array $described = [];

    /**
     * @param array<string, array[]> $tables
     */
    private function database(array $tables): ResourceConnection
    {
        /** @var TestCase $this */
        $adapter = $this->createMock(AdapterInterface::class);
        $asked = new \SplObjectStorage();
        $adapter->method('select')->willReturnCallback(function () use ($asked): Select {
            $select = $this->createMock(Select::class);
            foreach (['join', 'joinLeft', 'where', 'order', 'limit', 'columns'] as $method) {
                $select->method($method)->willReturnSelf();
            }
            $select->method('from')->willReturnCallback(static function ($table) use ($select, $asked): Select {
                $asked[$select] = is_array($table) ? reset($table) : $table;
                return $select;
            });
            return $select;
        });
        foreach (['fetchAll', 'fetchPairs'] as $method) {
            $adapter->method($method)->willReturnCallback(static fn ($select): array => $tables[$asked[$select]] ?? []);
        }
        $adapter->method('describeTable')->willReturnCallback(fn (string $table): array => $this->described[$table] ?? []);
        $resource = $this->createMock(ResourceConnection::class);
        $resource->method('getConnection')->willReturn($adapter);
        $resource->method('getTableName')->willReturnArgument(0);
        return $resource;
    }
}
