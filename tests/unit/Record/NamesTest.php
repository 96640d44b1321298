<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Tests\Unit\Record;

use Ledgerline\Xero\Record\Names;
use Ledgerline\Xero\Status\Table;
use Magento\Framework\App\ResourceConnection;
use Magento\Framework\DB\Adapter\AdapterInterface;
use Magento\Framework\DB\Select;
use PHPUnit\Framework\TestCase;

class NamesTest extends TestCase
{
    /** @var array<int,string|null> */
    private array $pairs = [];

    public function testDocumentsHaveTheirNumbers(): void
    {
        self::assertSame([20 => '000000007'], $this->names()->of('creditmemo', [20, 21]));
        self::assertSame('000000007', $this->names()->one('creditmemo', '20'));
        self::assertSame('#21', $this->names()->one('creditmemo', '21'));
    }

    public function testCustomersAndProductsHaveNamesOfTheirOwn(): void
    {
        $this->pairs = [3 => 'Ann Lee ', 4 => ' ', 5 => null];
        self::assertSame([3 => 'Ann Lee'], $this->names()->of('customer', [3, 4, 5]));
        self::assertSame('Ann Lee', $this->names()->one('product', '3'));
    }

    public function testAGuestIsCalledByTheAddress(): void
    {
        self::assertSame('ann@example.com', $this->names()->one('guest', 'ann@example.com'));
        self::assertSame('', $this->names()->one('guest', ''));
        self::assertSame([], $this->names()->of('customer', []));
    }

    private function names(): Names
    {
        $table = $this->createMock(Table::class);
        $table->method('numbers')->willReturnCallback(static fn (string $entity, array $ids): array => in_array(20, $ids, true) ? [20 => '000000007'] : []);
        $select = $this->createMock(Select::class);
        $select->method('from')->willReturnSelf();
        $select->method('where')->willReturnSelf();
        $connection = $this->createMock(AdapterInterface::class);
        $connection->method('select')->willReturn($select);
        $connection->method('fetchPairs')->willReturnCallback(fn (): array => $this->pairs);
        $resource = $this->createMock(ResourceConnection::class);
        $resource->method('getConnection')->willReturn($connection);
        return new Names($table, $resource);
    }
}
