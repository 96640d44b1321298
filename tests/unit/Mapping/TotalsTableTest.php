<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Tests\Unit\Mapping;

use Ledgerline\Xero\Config\Mappings;
use Ledgerline\Xero\Mapping\Held;
use Ledgerline\Xero\Mapping\TotalsTable;
use Ledgerline\Xero\Problem\Problem;
use Ledgerline\Xero\Tests\Unit\Fake\FakeEngine;
use Ledgerline\Xero\Tests\Unit\Fake\FakeMessages;
use Ledgerline\Xero\Tests\Unit\Fake\MemoryLogger;
use PHPUnit\Framework\TestCase;

class TotalsTableTest extends TestCase
{
    public function testTotalsThatAreKnownMappedOrWaitedForAreAskedAboutAndAnythingElseIsTheLast(): void
    {
        $engine = new FakeEngine();
        $engine->answers['totalsMapping'] = static fn (string $connection, array $totals): array => ['states' => ['mapped' => 4], 'rows' => array_map(
            static fn (int $i): array => ['state' => "state $i", 'unmapped' => 'none', 'blocks' => $i === 2],
            array_keys($totals)
        )];
        $mappings = $this->createMock(Mappings::class);
        $mappings->method('totals')->willReturn(['fee' => '200', '*' => '805']);
        $held = $this->createMock(Held::class);
        $held->method('bySubject')->willReturn([
            'points' => ['count' => 2, 'code' => 'total_unmapped', 'message' => 'm'], 'checkmo' => ['count' => 9, 'code' => 'account_missing', 'message' => 'm'],
        ]);
        $table = new TotalsTable($mappings, $engine, new Problem(new MemoryLogger(), FakeMessages::english()), $held, ['giftcard' => 'Gift cards']);
        self::assertSame([
            ['giftcard', 'Gift cards', '', 0, 'state 0', false], ['fee', 'Fee', '200', 0, 'state 1', false],
            ['points', 'Points', '', 2, 'state 2', true], ['*', 'Anything else', '805', 0, 'state 3', false],
        ], array_map(
            static fn (array $row): array => [$row['code'], $row['label'], $row['account'], $row['held'], $row['state'], $row['blocks']],
            $table->rows('default')
        ));
        self::assertSame([['account' => '', 'held' => 0], ['account' => '200', 'held' => 0], ['account' => '', 'held' => 2], ['account' => '805', 'held' => 0]],
            $engine->callsOf('totalsMapping')[0][1]);
        self::assertSame(['mapped' => 4], $table->states('default'));
    }
}
