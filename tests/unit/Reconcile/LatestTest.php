<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Tests\Unit\Reconcile;

use Ledgerline\Xero\Reconcile\Latest;
use Ledgerline\Xero\Reconcile\Verdict;
use Ledgerline\Xero\Tests\Unit\Fake\FakeEngine;
use PHPUnit\Framework\TestCase;

class LatestTest extends TestCase
{
    private FakeEngine $engine;

    protected function setUp(): void
    {
        $this->engine = new FakeEngine();
        $this->engine->answers['reconciliation'] = [
            'at' => '2026-02-01 04:20:00',
            'findings' => array_map(
                static fn (int $id): array => ['finding' => 'missing', 'entity' => 'invoice', 'entity_id' => (string)$id, 'job' => ['state' => 'held']],
                [1, 2, 3, 4, 5]
            ),
        ];
        $this->engine->answers['standings'] = [
            '1' => [['connection' => 'website_uk', 'state' => 'held'], ['connection' => 'default', 'state' => 'waiting']],
            '2' => [['connection' => 'default', 'state' => 'synced', 'settled_at' => '2026-02-01 05:00:00']],
            '3' => [['connection' => 'default', 'state' => 'synced', 'settled_at' => '2026-01-31 05:00:00']],
            '4' => [['connection' => 'default', 'state' => 'excluded']],
        ];
    }

    public function testEachFindingStandsAsItsRecordDoesNow(): void
    {
        $findings = (new Latest($this->engine))->of('default')['findings'];
        // 3 was sent before: that Xero does not show it is the finding. 4 and 5 are not in the queue.
        self::assertSame(['waiting', 'synced', 'held', 'held', 'held'], array_column(array_column($findings, 'job'), 'state'));
        self::assertSame(['excluded', null], [$findings[3]['now']['state'], $findings[4]['now']['state'] ?? null]);
        self::assertSame(
            [Verdict::ON_ITS_WAY, Verdict::ARRIVED, Verdict::HELD, Verdict::HELD, Verdict::HELD],
            array_map((new Verdict())->kind(...), $findings)
        );
        self::assertSame([['invoice', ['1', '2', '3', '4', '5']]], $this->engine->callsOf('standings'));
    }

    public function testWithoutAReconciliationNobodyIsAsked(): void
    {
        $this->engine->answers['reconciliation'] = null;
        self::assertNull((new Latest($this->engine))->of('default'));
        self::assertSame([], $this->engine->callsOf('standings'));
    }
}
