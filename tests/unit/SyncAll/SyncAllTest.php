<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Tests\Unit\SyncAll;

use Ledgerline\Xero\Snapshot\FirstDay;
use Ledgerline\Xero\Snapshot\Period;
use Ledgerline\Xero\SyncAll\SyncAll;
use Ledgerline\Xero\Tests\Unit\Fake\FakeEngine;
use Ledgerline\Xero\Tests\Unit\Fake\FakeScopeConfig;
use Ledgerline\Xero\Tests\Unit\Fake\FakeSettings;
use Ledgerline\Xero\Tests\Unit\Fake\RecordedReader;
use Magento\Framework\Exception\LocalizedException;
use PHPUnit\Framework\TestCase;

class SyncAllTest extends TestCase
{
    private FakeEngine $engine;

    private RecordedReader $reader;

    private FakeSettings $settings;

    private ?array $run = null;

    protected function setUp(): void
    {
        $day = static fn (int $count): array => array_fill(1, $count, ['2026-03-01 10:00:00', '2026-03-01 10:00:00']);
        $this->reader = new RecordedReader(['customer' => $day(3), 'product' => $day(450), 'order' => $day(7), 'invoice' => $day(400) + [401 => ['2026-05-01 10:00:00', '']], 'creditmemo' => []]);
        $this->settings = new FakeSettings();
        $this->engine = new FakeEngine();
        $this->engine->answers['startRun'] = function (string $connection, array $plan): array {
            $entities = array_map(static fn (int $total): array => ['total' => $total, 'read' => 0, 'cursor' => '', 'finished' => false], $plan['entities']);
            return $this->run = ['id' => 1, 'state' => 'reading', 'entities' => $entities, 'from' => $plan['from'], 'to' => $plan['to']];
        };
        $this->engine->answers['run'] = fn (): ?array => $this->run;
        $this->engine->answers['advanceRun'] = function (int $id, string $entity, string $expected, string $cursor, bool $finished, array $snapshots): array {
            $state = &$this->run['entities'][$entity];
            if ($state['cursor'] !== $expected) {
                return ['moved' => false] + $this->run;
            }
            $state = ['read' => $state['read'] + count($snapshots), 'cursor' => $cursor, 'finished' => $finished] + $state;
            unset($state);
            $this->run['state'] = array_filter($this->run['entities'], static fn (array $one): bool => !$one['finished']) ? 'reading' : 'sending';
            return ['moved' => true] + $this->run;
        };
    }

    public function testWhatOthersDependOnComesFirst(): void
    {
        $run = $this->syncAll()->start('default');
        self::assertSame(['customer' => 3, 'product' => 450, 'invoice' => 401, 'creditmemo' => 0], array_map(static fn (array $one): int => $one['total'], $run['entities']));
        $run = $this->syncAll()->step('default', 10.0);
        self::assertSame('sending', $run['state']);
        self::assertSame(['customer', 'product', 'invoice'], array_keys($this->reader->reads));
        self::assertSame(range(1, 450), $this->reader->reads['product']);
        $finished = array_map(static fn (array $call): array => [$call[1], $call[4]], $this->engine->callsOf('advanceRun'));
        self::assertSame([['customer', true], ['product', false], ['product', false], ['product', true], ['invoice', false], ['invoice', false], ['invoice', true], ['creditmemo', true]], $finished);
    }

    public function testOrdersAreReadWhereTheyAreTheSalesDocument(): void
    {
        $this->settings->sent = ['order', 'creditmemo'];
        self::assertSame(['order', 'creditmemo'], array_keys($this->syncAll()->start('default')['entities']));
    }

    public function testOnlyWhatIsSwitchedOnAndAskedForIsRead(): void
    {
        self::assertSame(['invoice'], array_keys($this->syncAll()->start('default', ['invoice', 'order'])['entities']));
    }

    public function testNothingToSyncIsSaidInWords(): void
    {
        $this->settings->sent = [];
        $this->expectException(LocalizedException::class);
        $this->syncAll()->start('default');
    }

    public function testADayThatIsNoneIsRefusedBeforeAnythingBegins(): void
    {
        try {
            $this->syncAll()->start('default', null, '2026-02-31');
            self::fail('no exception');
        } catch (LocalizedException $exception) {
            self::assertStringContainsString('2026-02-31', $exception->getMessage());
        }
        self::assertSame([], $this->engine->callsOf('startRun'));
    }

    public function testTheStartDateIsForDocumentsOnly(): void
    {
        $this->settings->startDate = '2026-04-01';
        $run = $this->syncAll()->start('default');
        self::assertSame(1, $run['entities']['invoice']['total']);
        self::assertSame(450, $run['entities']['product']['total']);
        self::assertNull($run['from']);
        $this->syncAll()->step('default', 10.0);
        self::assertSame([401], $this->reader->reads['invoice']);
    }

    public function testTheLaterOfTwoFirstDaysCounts(): void
    {
        $this->settings->startDate = '2026-01-01';
        self::assertSame(1, $this->syncAll()->start('default', ['invoice'], '2026-04-01')['entities']['invoice']['total']);
        $this->settings->startDate = '2026-06-01';
        self::assertSame(0, $this->syncAll()->start('default', ['invoice'], '2026-04-01')['entities']['invoice']['total']);
    }

    public function testAStepTakesAtLeastOnePortionAndStopsInTime(): void
    {
        $this->syncAll()->start('default');
        $this->syncAll()->step('default', 0.0);
        self::assertCount(1, $this->engine->callsOf('advanceRun'));
        $this->syncAll()->step('default', 0.0);
        self::assertCount(2, $this->engine->callsOf('advanceRun'));
    }

    public function testARunGoesOnWhereItsCursorIs(): void
    {
        $this->syncAll()->start('default', ['product']);
        $this->run['entities']['product']['cursor'] = '400';
        $this->syncAll()->step('default', 10.0);
        self::assertSame(range(401, 450), $this->reader->reads['product']);
    }

    public function testOfAProductOnlyTheConnectionsOwnSnapshotIsHandedOver(): void
    {
        $this->reader->connections = ['default', 'website_uk'];
        $this->syncAll()->start('default', ['product']);
        $this->syncAll()->step('default', 0.0);
        $snapshots = $this->engine->callsOf('advanceRun')[0][5];
        self::assertCount(200, $snapshots);
        self::assertSame(['default'], array_values(array_unique(array_column($snapshots, 'connection'))));
    }

    public function testAnotherProcessThatIsFasterIsLeftTheField(): void
    {
        $this->syncAll()->start('default', ['product']);
        $this->engine->answers['advanceRun'] = fn (): array => ['moved' => false] + $this->run;
        $this->syncAll()->step('default', 10.0);
        self::assertCount(3, $this->engine->callsOf('advanceRun'));
    }

    public function testWithoutARunThereIsNothingToDo(): void
    {
        self::assertSame([], $this->syncAll()->step('default', 10.0));
    }

    private function syncAll(): SyncAll
    {
        $period = new Period(new FakeScopeConfig());
        return new SyncAll($this->engine, $this->reader, $this->settings, $period, new FirstDay($this->settings, $period));
    }
}
