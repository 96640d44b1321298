<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Tests\Unit\Reconcile;

use Ledgerline\Xero\Reconcile\Verdict;
use PHPUnit\Framework\TestCase;

class VerdictTest extends TestCase
{
    public function testWhatWaitsIsOnItsWayAndNeedsNobody(): void
    {
        $result = [
            'counts' => ['matched' => 7, 'missing' => 5, 'changed' => 1, 'unpaid' => 1, 'accepted' => 5, 'foreign' => 2],
            'findings' => [
                ['finding' => 'missing', 'job' => ['state' => 'waiting']],
                ['finding' => 'missing', 'job' => ['state' => 'unknown']],
                ['finding' => 'missing', 'job' => ['state' => 'held']],
                ['finding' => 'missing', 'job' => null],
                ['finding' => 'missing', 'job' => ['state' => 'synced']],
                ['finding' => 'changed', 'job' => ['state' => 'waiting']],
            ],
        ];
        $verdict = new Verdict();
        self::assertSame(
            ['matched' => 7, 'arrived' => 1, 'on_its_way' => 2, 'missing' => 1, 'changed' => 1, 'voided' => 0, 'unpaid' => 1, 'duplicate' => 0, 'held' => 1,
                'accepted' => 5, 'foreign' => 2, 'excluded' => 0],
            $verdict->counts($result)
        );
        self::assertSame(4, $verdict->wrong($result), 'what was accepted does not count');
        self::assertSame('held', $verdict->kind($result['findings'][2]));
        self::assertSame('changed', $verdict->kind($result['findings'][5]));
    }

    public function testNothingIsNothing(): void
    {
        self::assertSame(0, (new Verdict())->wrong([]));
        self::assertSame(0, array_sum((new Verdict())->counts([])));
    }
}
