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

    protected function setUp(): void
    {
        $this->engine = new FakeEngine();
        $this->engine->answers = [
            'connections' => [[
                'connection' => 'default', 'state' => 'connected', 'organisation' => ['name' => 'Books'], 'message' => '',
                'connected_at' => '2026-01-01 00:00:00', 'consent_expires_at' => '2026-03-01 00:00:00',
            ]],
            'counts' => [
                'jobs' => [
                    ['connection' => 'default', 'state' => 'waiting', 'count' => 3, 'oldest_at' => '2026-02-01 10:00:00'],
                    ['connection' => 'default', 'state' => 'unknown', 'count' => 1, 'oldest_at' => '2026-02-01 09:00:00'],
                    ['connection' => 'default', 'state' => 'held', 'count' => 8, 'oldest_at' => '2026-01-01 09:00:00'],
                    ['connection' => 'default', 'state' => 'done', 'count' => 70, 'oldest_at' => '2026-01-01 09:00:00'],
                    ['connection' => 'website_uk', 'state' => 'waiting', 'count' => 90, 'oldest_at' => '2025-02-01 10:00:00'],
                ],
                'held' => [
                    ['connection' => 'default', 'code' => 'account_missing', 'message' => 'A', 'count' => 2],
                    ['connection' => 'default', 'code' => 'tax_rate_unmapped', 'subject' => 'VAT 5', 'message' => 'B', 'count' => 1],
                    ['connection' => 'default', 'code' => 'tax_rate_unmapped', 'subject' => 'VAT 20', 'message' => 'C', 'message_data' => [['id' => 'c']], 'count' => 4],
                    ['connection' => 'default', 'code' => 'held_by_person', 'message' => 'Held by a person.', 'count' => 1],
                    ['connection' => 'website_uk', 'code' => 'tax_rate_unmapped', 'message' => 'B', 'count' => 9],
                ],
            ],
            'budget' => ['day_used' => 10, 'day_limit' => 1000, 'day_remaining' => 990, 'days' => [1], 'minutes' => [1]],
            'reconciliation' => ['at' => '2026-02-01 04:20:00', 'from' => '2026-01-25', 'to' => '2026-01-31', 'documents' => 4,
                'verdict' => ['counts' => ['matched' => 3, 'missing' => 1], 'wrong' => 1, 'grade' => 'bad', 'headline' => 'differ']],
            'jobs' => static fn (array $query): array => ($query['filters'][2]['field'] === 'code')
                ? ['total' => 2, 'items' => [['entity' => 'invoice', 'entity_id' => 7, 'number' => '70', 'message' => 'A', 'message_data' => [['id' => 'a']]]]]
                : ['total' => $query['filters'][2]['value'] === 'invoice' ? 12 : 0, 'items' => []],
        ];
    }

    public function testEverythingIsToldForEachConnection(): void
    {
        [$default, $uk] = $this->glance(['default' => [1], 'website_uk' => [2]])->get()['connections'];
        self::assertSame([4, 7, '2026-02-01 09:00:00'], [$default['waiting'], $default['attention'], $default['oldest_at']]);
        self::assertSame(['tax_rate_unmapped', 'account_missing', 'held_by_person'], array_column($default['held'], 'code'));
        self::assertSame(12, $default['today']['invoice']);
        self::assertSame(
            ['at' => '2026-02-01 04:20:00', 'from' => '2026-01-25', 'to' => '2026-01-31', 'documents' => 4]
                + $this->engine->answers['reconciliation']['verdict'],
            $default['reconciliation']
        );
        self::assertArrayNotHasKey('days', $default['budget']);
        self::assertSame(['not_configured', 90, null], [$uk['state'], $uk['waiting'], $uk['reconciliation']]);
    }

    public function testWhatIsHeldIsGroupedByReasonWithWhatIsMissingOrItsDocuments(): void
    {
        [$tax, $account] = $this->glance(['default' => [1]])->get()['connections'][0]['held'];
        self::assertSame(['tax_rate_unmapped', 5, ['VAT 20', 'VAT 5'], []], [$tax['code'], $tax['count'], array_column($tax['subjects'], 'subject'), $tax['documents']]);
        self::assertSame([[['id' => 'c']], []], array_column($tax['subjects'], 'message_data'));
        self::assertSame(['account_missing', 2, []], [$account['code'], $account['count'], $account['subjects']]);
        self::assertSame(
            [['entity' => 'invoice', 'entity_id' => '7', 'number' => '70', 'message' => 'A', 'message_data' => [['id' => 'a']]]],
            $account['documents']
        );
    }

    public function testTheStoreIsAskedOnceInHalfAMinute(): void
    {
        $glance = $this->glance(['default' => [1]]);
        self::assertSame($glance->get()['connections'], $glance->get()['connections']);
        self::assertCount(1, $this->engine->callsOf('counts'));
    }

    public function testWithoutTheExtensionThereIsNothing(): void
    {
        self::assertNull($this->glance(['default' => [1]], false)->get());
        self::assertSame([], $this->engine->calls);
    }

    private function glance(array $connections, bool $ready = true): Summary
    {
        $schedule = $this->createMock(DrainSchedule::class);
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
