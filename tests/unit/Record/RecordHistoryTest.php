<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Tests\Unit\Record;

use Ledgerline\Xero\Record\Names;
use Ledgerline\Xero\Record\RecordHistory;
use Ledgerline\Xero\Status\Table;
use Ledgerline\Xero\Tests\Unit\Fake\FakeEngine;
use PHPUnit\Framework\TestCase;

class RecordHistoryTest extends TestCase
{
    private FakeEngine $engine;

    /** @var array<int,array<string,int[]>> */
    private array $documents = [1 => ['invoice' => [11], 'creditmemo' => [12]]];

    protected function setUp(): void
    {
        $this->engine = new FakeEngine();
        $this->engine->answers['standings'] = static fn (string $entity, array $ids): array => $entity === 'order'
            ? []
            : array_fill_keys($ids, [['state' => $entity === 'creditmemo' ? 'held' : 'synced', 'connection' => 'default']]);
    }

    public function testAnOrderIsToldByItsDocuments(): void
    {
        $documents = $this->story()->documents('order', 1);
        self::assertSame([['invoice', 11, 'N11'], ['creditmemo', 12, 'N12']], array_map(
            static fn (array $one): array => [$one['entity'], $one['id'], $one['number']],
            $documents
        ));
        self::assertSame('held', $this->story()->worst($documents)->state);
    }

    public function testAnOrderWithoutDocumentsIsToldItself(): void
    {
        $this->documents = [];
        $documents = $this->story()->documents('order', 1);
        self::assertSame([['order', 1]], array_map(static fn (array $one): array => [$one['entity'], $one['id']], $documents));
        self::assertNull($this->story()->worst($documents));
    }

    public function testAnOrderThatWasSentItselfIsToldBesideItsDocuments(): void
    {
        $this->engine->answers['links'] = static fn (string $entity): array => $entity === 'order' ? [['kind' => 'invoice']] : [];
        self::assertSame(['order', 'invoice', 'creditmemo'], array_column($this->story()->documents('order', 1), 'entity'));
    }

    public function testTheNewestLinesOfAllDocumentsComeFirst(): void
    {
        $this->engine->answers['log'] = static fn (array $query): array => ['items' => array_map(
            static fn (int $id): array => ['id' => $id],
            range($query['filters'][1]['value'] === '11' ? 100 : 101, 0, -2)
        )];
        $lines = $this->story()->lines($this->story()->documents('order', 1));
        self::assertSame(range(101, 82), array_column($lines, 'id'));
    }

    private function story(): RecordHistory
    {
        $table = $this->createMock(Table::class);
        $table->method('documents')->willReturnCallback(fn (): array => $this->documents);
        $names = $this->createMock(Names::class);
        $names->method('of')->willReturnCallback(static fn (string $entity, array $ids): array => array_combine(
            $ids,
            array_map(static fn (int $id): string => "N$id", $ids)
        ));
        return new RecordHistory($this->engine, $table, $names);
    }
}
