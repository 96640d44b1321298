<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Tests\Unit\Overview;

use Ledgerline\Xero\Notification\DrainSchedule;
use Ledgerline\Xero\Overview\Summary;
use Ledgerline\Xero\Tests\Unit\Fake\FakeAvailability;
use Ledgerline\Xero\Tests\Unit\Fake\FakeConnections;
use Ledgerline\Xero\Tests\Unit\Fake\FakeEngine;
use Magento\Framework\App\CacheInterface;
use Magento\Framework\Serialize\Serializer\Json;
use Magento\Framework\Stdlib\DateTime\TimezoneInterface;
use PHPUnit\Framework\TestCase;

class SummaryTest extends TestCase
{
    private FakeEngine $engine;

    /** @var array<string,string> */
    private array $cache = [];

    /** @var array<int|null> */
    private array $asked = [];

    protected function setUp(): void
    {
        $this->engine = new FakeEngine();
        $this->engine->answers = [
            'connections' => [[
                'connection' => 'default', 'state' => 'connected', 'organisation' => ['name' => 'Books'], 'message' => '',
                'connected_at' => '2026-01-01 00:00:00', 'consent_expires_at' => '2026-03-01 00:00:00',
            ]],
            'overview' => ['cron_last' => 50, 'cron_since' => 60, 'attention' => 16, 'needs' => 'person', 'connections' => [
                'default' => [
                    'waiting' => 4, 'attention' => 7, 'oldest_at' => '2026-02-01 09:00:00', 'concerns' => ['differing'], 'differing' => 1,
                    'reconciliation' => ['at' => '2026-02-01 04:20:00', 'counts' => ['matched' => 3, 'missing' => 1], 'wrong' => 1],
                    'held' => [
                        ['code' => 'tax_rate_unmapped', 'count' => 5, 'subjects' => [['subject' => 'VAT 20', 'count' => 4]], 'single' => false],
                        ['code' => 'account_missing', 'count' => 2, 'subjects' => [], 'single' => true],
                    ],
                ],
                'website_uk' => [
                    'waiting' => 90, 'attention' => 9, 'oldest_at' => null, 'concerns' => [], 'differing' => 0,
                    'reconciliation' => ['at' => '2026-02-01 04:20:00'], 'held' => [],
                ],
            ]],
            'budget' => ['day_used' => 10, 'day_limit' => 1000, 'day_remaining' => 990, 'days' => [1], 'minutes' => [1]],
            'jobs' => static fn (array $query): array => ($query['filters'][2]['field'] === 'code')
                ? ['total' => 2, 'items' => [['entity' => 'invoice', 'entity_id' => 7, 'number' => '70', 'message' => 'A', 'message_data' => [['id' => 'a']]]]]
                : ['total' => $query['filters'][2]['value'] === 'invoice' ? 12 : 0, 'items' => []],
        ];
    }

    public function testEverythingIsToldForEachConnection(): void
    {
        $glance = $this->glance(['default' => [1], 'website_uk' => [2]])->get();
        [$default, $uk] = $glance['connections'];
        self::assertSame([4, 7, '2026-02-01 09:00:00'], [$default['waiting'], $default['attention'], $default['oldest_at']]);
        self::assertSame(12, $default['today']['invoice']);
        self::assertSame($this->engine->answers['overview']['connections']['default']['reconciliation'], $default['reconciliation']);
        self::assertArrayNotHasKey('days', $default['budget']);
        // Without books there is nothing to compare with.
        self::assertSame(['not_configured', 90, '', null], [$uk['state'], $uk['waiting'], $uk['oldest_at'], $uk['reconciliation']]);
        self::assertSame([['default', 'website_uk']], array_column($this->engine->callsOf('overview'), 0));
        self::assertSame([50, true], [$glance['cron_last'], $glance['cron_late']]);
        self::assertSame([60], $this->asked);
    }

    public function testWithoutAWorkingConnectionNobodyWaitsForCron(): void
    {
        $this->engine->answers['overview']['cron_since'] = null;
        self::assertFalse($this->glance(['default' => [1]])->get()['cron_late']);
        self::assertSame([null], $this->asked, 'the schedule knows that nobody waits');
    }

    public function testWhatHasAReasonOfItsOwnIsShownWithItsDocuments(): void
    {
        [$tax, $account] = $this->glance(['default' => [1]])->get()['connections'][0]['held'];
        self::assertSame(
            ['code' => 'tax_rate_unmapped', 'count' => 5, 'subjects' => [['subject' => 'VAT 20', 'count' => 4]], 'documents' => []],
            $tax
        );
        self::assertSame(
            [['entity' => 'invoice', 'entity_id' => '7', 'number' => '70', 'message' => 'A', 'message_data' => [['id' => 'a']]]],
            $account['documents']
        );
    }

    public function testTheStoreIsAskedOnceInHalfAMinute(): void
    {
        $glance = $this->glance(['default' => [1]]);
        self::assertSame($glance->get()['connections'], $glance->get()['connections']);
        self::assertCount(1, $this->engine->callsOf('overview'));
    }

    public function testWithoutTheExtensionThereIsNothing(): void
    {
        self::assertNull($this->glance(['default' => [1]], false)->get());
        self::assertSame([], $this->engine->calls);
    }

    private function glance(array $connections, bool $ready = true): Summary
    {
        $schedule = $this->createMock(DrainSchedule::class);
        $schedule->method('isLate')->willReturnCallback(function (?int $since): bool {
            $this->asked[] = $since;
            return $since !== null;
        });
        $timezone = $this->createMock(TimezoneInterface::class);
        $timezone->method('getConfigTimezone')->willReturn('Europe/London');
        $cache = $this->createMock(CacheInterface::class);
        $cache->method('load')->willReturnCallback(fn (string $id) => $this->cache[$id] ?? false);
        $cache->method('save')->willReturnCallback(function (string $text, string $id): bool {
            $this->cache[$id] = $text;
            return true;
        });
        $availability = new FakeAvailability();
        $availability->ready = $ready;
        return new Summary(
            $availability,
            $this->engine,
            new FakeConnections($connections),
            $schedule,
            $timezone,
            $cache,
            new Json()
        );
    }
}
