<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Tests\Unit\Snapshot;

use Ledgerline\Xero\Api\ExtraTotalsInterface;
use Ledgerline\Xero\Snapshot\ExtraTotals;
use Ledgerline\Xero\Tests\Unit\Fake\MemoryLogger;
use Magento\Framework\Event\ManagerInterface;
use PHPUnit\Framework\TestCase;

class ExtraTotalsTest extends TestCase
{
    private const DOCUMENTS = [
        ['id' => '7', 'number' => 'A', 'lines' => [['id' => '1']], 'extra_totals' => []],
        ['id' => '9', 'number' => 'B', 'lines' => [], 'extra_totals' => [['code' => 'giftcard', 'amount' => '-5.0000']]],
    ];

    private MemoryLogger $logger;

    public function testAProvidersTotalsJoinTheDocumentsOwn(): void
    {
        $read = $this->complete([$this->provider(['7' => [['code' => 'surcharge', 'amount' => 2.5]], '9' => [['code' => 'surcharge', 'title' => 'Fee', 'amount' => '1', 'tax' => '0.2',
            'tax_percent' => 20, 'taxes' => [['code' => 'GB', 'percent' => '20']], 'account' => '260']], '11' => [['code' => 'x', 'amount' => '1']]])]);
        self::assertSame(['A', 'B'], array_column($read, 'number'));
        self::assertSame([['code' => 'surcharge', 'title' => 'surcharge', 'amount' => '2.5000', 'tax' => '0.0000', 'tax_percent' => null, 'taxes' => [], 'account' => null]], $read[0]['extra_totals']);
        self::assertSame(['giftcard', 'surcharge'], array_column($read[1]['extra_totals'], 'code'));
        self::assertSame(['0.2', '20.0000', '260'], array_map(static fn (string $name): string => $read[1]['extra_totals'][1][$name], ['tax', 'tax_percent', 'account']));
        self::assertSame([], $this->logger->lines);
    }

    public function testAProviderThatThrowsLosesNothingButItsOwn(): void
    {
        $failing = $this->createMock(ExtraTotalsInterface::class);
        $failing->method('get')->willThrowException(new \RuntimeException('no table'));
        $read = $this->complete(['failing' => $failing, 'other' => $this->provider(['7' => [['code' => 'surcharge', 'amount' => '1']]])]);
        self::assertSame(['surcharge'], array_column($read[0]['extra_totals'], 'code'));
        self::assertCount(2, $read);
        self::assertCount(1, $this->logger->lines);
        self::assertStringContainsString('extra_totals_failed: failing for invoice: no table', $this->logger->lines[0]);
    }

    /**
     * @dataProvider rubbish
     */
    public function testATotalThatIsNoneIsReportedAndOtherDocumentsKeepTheirs(mixed $total): void
    {
        $read = $this->complete([$this->provider(['7' => [['code' => 'good', 'amount' => '1'], $total], '9' => [['code' => 'good', 'amount' => '1']]])]);
        self::assertSame([], $read[0]['extra_totals']);
        self::assertCount(2, $read[1]['extra_totals']);
        self::assertCount(1, $this->logger->lines);
    }

    public function rubbish(): array
    {
        return [
            'no array' => ['1.00'], 'no code' => [['amount' => '1']], 'no amount' => [['code' => 'x']], 'text' => [['code' => 'x', 'amount' => 'one']],
            'not finite' => [['code' => 'x', 'amount' => INF]], 'an exponent' => [['code' => 'x', 'amount' => '1e3']], 'a tax in words' => [['code' => 'x', 'amount' => '1', 'tax' => 'some']],
        ];
    }

    public function testAnObserverMayChangeTotalsAndLinesAndNothingElse(): void
    {
        $read = $this->complete([], static function (array $snapshots): array {
            $snapshots[7]['number'] = 'stolen';
            $snapshots[7]['lines'][0]['sales_account'] = '260';
            $snapshots[7]['extra_totals'][] = ['code' => 'surcharge', 'amount' => '1.5'];
            unset($snapshots[9]);
            return $snapshots;
        });
        self::assertSame(['A', 'B'], array_column($read, 'number'));
        self::assertSame('260', $read[0]['lines'][0]['sales_account']);
        self::assertSame('1.5', $read[0]['extra_totals'][0]['amount']);
        self::assertSame(self::DOCUMENTS[1], $read[1]);
    }

    public function testAnObserverThatThrowsLeavesTheDocumentsAsTheyWere(): void
    {
        self::assertSame(self::DOCUMENTS, $this->complete([], static fn () => throw new \Error('broken')));
        self::assertStringContainsString('ledgerline_xero_snapshots_read', $this->logger->lines[0]);
    }

    private function complete(array $providers, ?callable $observer = null): array
    {
        $events = $this->createMock(ManagerInterface::class);
        $events->method('dispatch')->willReturnCallback(static function (string $name, array $data) use ($observer): void {
            self::assertSame(['ledgerline_xero_snapshots_read', 'invoice', 'invoice'], [$name, $data['kind'], $data['transport']->getData('kind')]);
            if ($observer !== null) {
                $data['transport']->setData('snapshots', $observer($data['transport']->getData('snapshots')));
            }
        });
        $this->logger = new MemoryLogger();
        return (new ExtraTotals($events, $this->logger, $providers))->complete('invoice', self::DOCUMENTS);
    }

    private function provider(array $totals): ExtraTotalsInterface
    {
        $provider = $this->createMock(ExtraTotalsInterface::class);
        $provider->method('get')->willReturn($totals);
        return $provider;
    }
}
