<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Tests\Unit\Api;

use Ledgerline\Xero\Tests\Unit\Fake\FakeEngine;
use PHPUnit\Framework\TestCase;

class CountsTest extends TestCase
{
    private const ANSWER = [
        'jobs' => [
            ['connection' => 'default', 'entity' => 'order', 'kind' => 'invoice', 'state' => 'waiting', 'count' => 4, 'oldest_at' => '2026-01-01 01:00:00'],
            ['connection' => 'default', 'entity' => 'order', 'kind' => 'payment', 'state' => 'unknown', 'count' => 1, 'oldest_at' => '2026-01-01 01:30:00'],
            ['connection' => 'default', 'entity' => 'order', 'kind' => 'invoice', 'state' => 'done', 'count' => 8, 'oldest_at' => '2026-01-01 02:00:00'],
            ['connection' => 'website_uk', 'entity' => 'product', 'kind' => 'item', 'state' => 'waiting', 'count' => 16, 'oldest_at' => '2026-01-01 03:00:00'],
        ],
        'held' => [[
            'connection' => 'default', 'code' => 'tax_unmapped', 'subject' => '19', 'message' => 'No rate.', 'message_data' => [['id' => 'tax_unmapped']],
            'same_message' => true, 'count' => 2,
        ]],
    ];

    public function testJobsAndWhatIsHeldAreAsTheEngineSaid(): void
    {
        $engine = new FakeEngine();
        $engine->answers['counts'] = self::ANSWER;
        $counts = $engine->counts();
        $jobs = $counts->jobs[1];
        self::assertSame(
            ['default', 'order', 'payment', 'unknown', 1, '2026-01-01 01:30:00'],
            [$jobs->connection, $jobs->entity, $jobs->kind, $jobs->state, $jobs->count, $jobs->oldestAt]
        );
        [$held] = $counts->held;
        self::assertSame(
            ['default', 'tax_unmapped', '19', 'No rate.', [['id' => 'tax_unmapped']], 2],
            [$held->connection, $held->code, $held->subject, $held->message->english, $held->message->data, $held->count]
        );
        self::assertSame(self::ANSWER, $counts->toArray(), 'ledgerline:status --json writes it whole');
    }

    public function testJobsInAStateAreCountedOfOneConnectionOrOfAll(): void
    {
        $engine = new FakeEngine();
        $engine->answers['counts'] = self::ANSWER;
        $counts = $engine->counts();
        self::assertSame(
            [4 + 1 + 16, 4 + 1, 16, 0, 8],
            [
                $counts->inState(['waiting', 'unknown']), $counts->inState(['waiting', 'unknown'], 'default'), $counts->inState(['waiting', 'unknown'], 'website_uk'),
                $counts->inState(['done'], 'website_uk'), $counts->inState(['done'], 'default'),
            ]
        );
        self::assertSame([[], [], 0], [(new FakeEngine())->counts()->jobs, (new FakeEngine())->counts()->held, (new FakeEngine())->counts()->inState(['done'])]);
    }
}
