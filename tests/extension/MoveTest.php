<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Tests\Extension;

use Ledgerline\Native\Engine;
use Ledgerline\Native\EngineUnavailable;
use Ledgerline\Native\TemporarilyUnavailable;
use Ledgerline\Xero\Tests\Extension\Support\Shop;

/**
 * A store that moves while the shop sells, in a process that dies again and again.
 */
class MoveTest extends ExtensionTestCase
{
    private const MOVE = 'echo json_encode($engine->moveStore($given["to"]));';

    public function testAMoveThatIsKilledAtRandomMomentsIsResumedAndEverythingIsSentOnce(): void
    {
        $this->moves($this->store, $this->folder . '/other');
    }

    public function testTheSameOntoAServerAndBack(): void
    {
        $server = (string)getenv('LEDGERLINE_TEST_MYSQL');
        if ($server === '') {
            self::markTestSkipped('It needs a server: scripts/with-mariadb.');
        }
        // The database that every server has; the server goes with this run.
        $this->moves($this->store, str_replace('/?', '/mysql?', $server) . '&prefix=move' . getmypid() . '_', $this->folder . '/back');
    }

    /** Sends a part, moves, sends another part and so on. */
    private function moves(string ...$stores): void
    {
        mt_srand((int)(getenv('LEDGERLINE_SEED') ?: 20261130));
        $this->connected(['batch_size' => 4]);
        $xero = $this->sandbox->address;
        $last = 0;
        foreach ($stores as $i => $store) {
            $options = Shop::options($store, $xero);
            $engine = new Engine($options);
            $engine->enqueue(Shop::invoices($last + 1, $last += 40));
            // Some of it is under way when the move begins.
            $drain = $this->start('$engine->drain();', ['options' => $options]);
            usleep(mt_rand(100_000, 400_000));
            $drain->signal(SIGKILL);
            $drain->wait();
            if (!isset($stores[$i + 1])) {
                break;
            }
            $hits = $this->moveAndKill($options, $stores[$i + 1], $last);
            self::assertGreaterThan(1, $hits, 'Too few kills hit a move.');
            try {
                $engine->enqueue(Shop::invoices(1, 1));
                self::fail('The old store takes changes.');
            } catch (EngineUnavailable $e) {
                self::assertSame('store_moved', $e->getErrorCode());
                self::assertStringNotContainsString('root', $e->getMessage());
            }
            self::assertSame('store_moved', $engine->health()['store']['code']);
            self::assertGreaterThanOrEqual($last, $engine->jobs(['page_size' => 1])['total'], 'It can be read.');
        }
        // All of them end in SQLite, where time can go by.
        $this->store = (string)end($stores);
        $this->later();
        $this->drainEverything();
        $this->assertExactlyOnce(1, $last);
    }

    /** @return int how many kills hit a move */
    private function moveAndKill(array $options, string $to, int $last): int
    {
        for ($hits = $round = 0; ; $round++) {
            $move = $this->start(self::MOVE, ['options' => $options, 'to' => $to]);
            if ($round >= 12) {
                $moved = $move->json(120);
                self::assertSame('moved', $moved['state']);
                return $hits;
            }
            usleep(mt_rand(30_000, 90_000) + $round * 4_000);
            $hit = $move->isRunning();
            $move->signal(SIGKILL);
            $move->wait();
            if (!$hit) {
                continue;
            }
            $hits++;
            try {
                (new Engine($options))->enqueue([Shop::invoice($last)]);
            } catch (TemporarilyUnavailable $e) {
                self::assertSame('store_moving', $e->getErrorCode());
            } catch (EngineUnavailable $e) {
                self::assertSame('store_moved', $e->getErrorCode());
            }
        }
    }
}
