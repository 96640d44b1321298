<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Tests\Unit\Reconcile;

use Ledgerline\Xero\Reconcile\Repair;
use Ledgerline\Xero\Tests\Unit\Fake\FakeEngine;
use Ledgerline\Xero\Tests\Unit\Fake\FakeReader;
use PHPUnit\Framework\TestCase;

class RepairTest extends TestCase
{
    private FakeEngine $engine;

    private FakeReader $reader;

    private Repair $repair;

    protected function setUp(): void
    {
        $this->engine = new FakeEngine();
        $this->reader = new FakeReader();
        $this->reader->connections = ['default', 'website_uk'];
        $this->engine->answers['reconciliation'] = ['findings' => [
            ['kind' => 'missing', 'entity' => 'invoice', 'entity_id' => '7'],
            ['kind' => 'missing', 'entity' => 'creditmemo', 'entity_id' => '7'],
            ['kind' => 'held', 'entity' => 'creditmemo', 'entity_id' => '8'],
            ['kind' => 'on_its_way', 'entity' => 'invoice', 'entity_id' => '8'],
            ['kind' => 'changed', 'entity' => 'invoice', 'entity_id' => '9'],
        ]];
        $this->repair = new Repair($this->engine, $this->reader);
    }

    public function testOnlyWhatIsMissingAndNotInTheQueueIsQueuedAsAPersonsWish(): void
    {
        self::assertSame(['missing' => 2, 'queued' => 2, 'refused' => []], $this->repair->missing('website_uk'));
        self::assertSame([['invoice', [7]], ['creditmemo', [7]]], $this->reader->reads);
        foreach ($this->engine->callsOf('enqueue') as [$snapshots, $options]) {
            self::assertSame(['website_uk'], array_column($snapshots, 'connection'));
            self::assertSame('manual', $options['purpose']);
        }
    }

    public function testWhatWasSentAfterTheComparisonIsNotSentAgain(): void
    {
        $this->engine->answers['reconciliation']['findings'][0]['kind'] = 'arrived';
        self::assertSame(1, $this->repair->missing('default')['missing']);
        self::assertSame([['creditmemo', [7]]], $this->reader->reads);
    }

    public function testOneDocumentIsOneDocument(): void
    {
        self::assertSame(1, $this->repair->missing('default', 'creditmemo', '7')['queued']);
        self::assertSame([['creditmemo', [7]]], $this->reader->reads);
        self::assertSame(0, $this->repair->missing('default', 'invoice', '9')['missing']);
    }

    public function testWithoutAReconciliationThereIsNothingToRepair(): void
    {
        $this->engine->answers['reconciliation'] = null;
        self::assertSame(['missing' => 0, 'queued' => 0, 'refused' => []], $this->repair->missing('default'));
        self::assertSame([], $this->engine->callsOf('enqueue'));
    }
}
