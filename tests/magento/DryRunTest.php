<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Tests\Magento;

/**
 * A dry run over the seeded shop says what Sync All and a drain then do, by number and reason.
 */
class DryRunTest extends ShopTestCase
{
    private const SYNC_ALL = '
        $all = $shop->get(\Ledgerline\Xero\SyncAll\SyncAll::class);
        $run = $all->start("default");
        while ($run["state"] === "reading") {
            $run = $all->step("default", 60.0);
        }
        return $run;
    ';

    public function testItSaysWhatSyncAllAndADrainThenDo(): void
    {
        // One rate is not mapped, and one account is gone.
        $sandbox = $this->connect([
            'tax/automatic' => '0', 'tax/map' => [['rate' => '20', 'tax_type' => 'OUTPUT2'], ['rate' => '0', 'tax_type' => 'NONE']], 'accounts/shipping' => '999',
        ]);
        $lists = $this->magento('ledgerline:lists', '--refresh', '--json');
        self::assertSame(0, $lists->wait(), $lists->everything());
        $calls = $sandbox->callsMade();

        $said = $this->magento('ledgerline:dry-run', '--json');
        self::assertSame(2, $said->wait(), $said->everything());
        $answer = $said->json()['connections'][0];
        self::assertSame($calls, $sandbox->callsMade(), 'nobody is called');
        self::assertSame([], $this->pages('jobs'), 'nothing is queued');
        self::assertTrue($answer['lists_read']);

        $run = $this->inShop(self::SYNC_ALL);
        self::assertSame('sending', $run['state']);
        self::assertSame(array_sum(array_column($run['entities'], 'read')), $answer['read']);
        $drain = $this->magento('ledgerline:drain', '--json');
        $drain->wait();
        self::assertSame(0, $drain->json()['waiting'], $drain->everything());

        $predicted = $this->predicted($answer['rows']);
        self::assertSame($this->happened(), $predicted);
        self::assertGreaterThan(0, $predicted['invoice sent'] ?? 0);
        self::assertGreaterThan(0, array_sum(array_filter($predicted, static fn (string $key): bool => str_contains($key, ' held '), ARRAY_FILTER_USE_KEY)));
    }

    public function testAPersonReadsTheSameAndTheDaysAndTheWebsiteCount(): void
    {
        $this->settings(self::CUSTOM);
        $whole = $this->magento('ledgerline:dry-run');
        self::assertContains($whole->wait(), [0, 2], $whole->everything());
        self::assertMatchesRegularExpression('/of \d+ documents \d+ match to the cent/', $whole->output());
        self::assertStringContainsString('never read', $whole->output(), 'nobody is connected');
        $none = $this->magento('ledgerline:dry-run', '--from=1999-01-01', '--to=1999-01-02', '--json');
        self::assertContains($none->wait(), [0, 2], $none->everything());
        self::assertSame([], $none->json()['connections'][0]['documents']);
        $website = $this->magento('ledgerline:dry-run', '--website=base', '--json');
        self::assertContains($website->wait(), [0, 2], $website->everything());
        self::assertCount(1, $website->json()['connections']);
    }

    /**
     * @param array[] $rows of the report
     * @return array<string,int>
     */
    private function predicted(array $rows): array
    {
        $counts = [];
        foreach ($rows as $row) {
            $key = match ($row['outcome']) {
                'sent', 'rounded' => "{$row['kind']} sent",
                'held' => "{$row['kind']} held {$row['code']}",
                default => null,
            };
            if ($key !== null) {
                $counts[$key] = ($counts[$key] ?? 0) + $row['count'];
            }
        }
        ksort($counts);
        return $counts;
    }

    /** @return array<string,int> what is in Xero by the log, and what the queue holds */
    private function happened(): array
    {
        $counts = [];
        foreach ($this->pages('log') as $line) {
            if ($line['status'] === 'success' && $line['action'] === 'create') {
                $counts["{$line['kind']} sent"] = ($counts["{$line['kind']} sent"] ?? 0) + 1;
            }
        }
        foreach ($this->pages('jobs') as $job) {
            if ($job['state'] === 'held') {
                $key = "{$job['kind']} held {$job['code']}";
                $counts[$key] = ($counts[$key] ?? 0) + 1;
            }
        }
        ksort($counts);
        return $counts;
    }
}
