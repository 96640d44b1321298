<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Tests\Unit\Api;

use Ledgerline\Xero\Tests\Unit\Fake\FakeEngine;
use PHPUnit\Framework\TestCase;

class OverviewTest extends TestCase
{
    public function testEverythingIsAsTheEngineSaid(): void
    {
        $reconciliation = ['at' => '2026-02-01 04:20:00', 'counts' => ['matched' => 3], 'wrong' => 1];
        $held = [['code' => 'tax_rate_unmapped', 'count' => 5, 'subjects' => [], 'single' => true]];
        $engine = new FakeEngine();
        $engine->answers['overview'] = ['cron_last' => 50, 'cron_since' => 60, 'attention' => 16, 'needs' => 'person', 'connections' => [
            'default' => [
                'waiting' => 4, 'attention' => 7, 'oldest_at' => '2026-02-01 09:00:00', 'concerns' => ['differing'], 'differing' => 1,
                'reconciliation' => $reconciliation, 'held' => $held,
            ],
            'website_uk' => [
                'waiting' => 0, 'attention' => 9, 'oldest_at' => null, 'concerns' => [], 'differing' => 0, 'reconciliation' => null, 'held' => [],
            ],
        ]];
        $overview = $engine->overview(['default', 'website_uk']);
        self::assertSame([50, 60, 16, 'person'], [$overview->cronLast, $overview->cronSince, $overview->attention, $overview->needs]);
        ['default' => $default, 'website_uk' => $uk] = $overview->connections;
        self::assertSame(
            [4, 7, '2026-02-01 09:00:00', ['differing'], 1, $reconciliation, $held],
            [$default->waiting, $default->attention, $default->oldestAt, $default->concerns, $default->differing, $default->reconciliation, $default->held]
        );
        self::assertSame(['', null, 9], [$uk->oldestAt, $uk->reconciliation, $uk->attention]);
    }

    public function testCronThatNeverCameAndWhereNobodyWaitsForIt(): void
    {
        $engine = new FakeEngine();
        $engine->answers['overview'] = ['cron_last' => null, 'cron_since' => null];
        self::assertSame([0, null], [$engine->overview([])->cronLast, $engine->overview([])->cronSince]);
    }
}
