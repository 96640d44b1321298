<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Tests\Extension;

use Ledgerline\Xero\Tests\Extension\Support\Shop;

/**
 * SQLite keeps a table of locks per process. A child that inherits an open store lost acknowledged rows in silence.
 *
 * Each script writes the numbers that were acknowledged into a file; every one of them must be in the store.
 */
class ForkTest extends ExtensionTestCase
{
    private const BEGIN = <<<'PHP'
function enqueue(Engine $engine, int $first, int $last, string $file): void
{
    foreach (range($first, $last) as $number) {
        if ($engine->enqueue([Shop::customer($number)])['accepted'] === 1) {
            file_put_contents($file, "$number\n", FILE_APPEND | LOCK_EX);
        }
    }
}
$file = $given['file'];
PHP;

    private const CHILD_OUTLIVES_PARENT = <<<'PHP'
enqueue($engine, 1, 1, $file);
$parent = getmypid();
if (pcntl_fork() === 0) {
    enqueue($engine, 100, 104, $file);
    while (posix_getppid() === $parent) {
        usleep(2000);
    }
    enqueue($engine, 105, 110, $file);
    touch($given['alone']);
    while (!file_exists($given['goOn'])) {
        usleep(2000);
    }
    enqueue($engine, 111, 120, $file);
    touch($given['done']);
    posix_kill(getmypid(), $given['signal']);
    exit(0);
}
enqueue($engine, 2, 3, $file);
usleep(30000);
exit(0);
PHP;

    private string $acknowledged;

    protected function setUp(): void
    {
        parent::setUp();
        $this->acknowledged = $this->folder . '/acknowledged';
        $this->engine()->configure('default', Shop::settings());
    }

    /**
     * @return int[] acknowledged, but not in the store
     */
    private function lost(): array
    {
        $acknowledged = array_map('intval', (array)file($this->acknowledged, FILE_IGNORE_NEW_LINES));
        self::assertSame('ok', $this->file()->integrity());
        self::assertNotEmpty($acknowledged);
        return array_values(array_diff($acknowledged, array_map('intval', $this->queuedCustomers())));
    }

    /** Runs a script whose last process makes the file "done". */
    private function fork(string $code, array $given = [], array $environment = []): void
    {
        $files = ['file' => $this->acknowledged, 'done' => $this->folder . '/done', 'alone' => $this->folder . '/alone', 'goOn' => $this->folder . '/goOn'];
        $how = $environment === [] ? [] : ['environment' => $environment];
        $script = $this->start(self::BEGIN . "\n" . $code, $given + $files + ['signal' => 0], $how);
        $script->wait(30);
        $this->waitFor(fn (): bool => file_exists($files['done']) || file_exists($files['alone']));
        // Another process opens the store and closes it: when the child's locks are not real, this one thinks that it is
        // the last and removes the log that the child writes to.
        $this->file()->openAndClose();
        touch($files['goOn']);
        $this->waitFor(fn (): bool => file_exists($files['done']));
        usleep(50_000);
    }

    public function testAChildThatOutlivesItsParentLosesNothing(): void
    {
        $this->fork(self::CHILD_OUTLIVES_PARENT);
        self::assertSame([], $this->lost());
        self::assertCount(24, (array)file($this->acknowledged));
    }

    public function testAChildThatIsKilledAfterItsParentEndedLosesNothing(): void
    {
        $this->fork(self::CHILD_OUTLIVES_PARENT, ['signal' => SIGKILL]);
        self::assertSame([], $this->lost());
    }

    /** Proof that the tests above see what they are about. */
    public function testWithoutTheHookBeforeTheForkAcknowledgedRowsAreLost(): void
    {
        if (!str_contains((string)file_get_contents(Support\Php::library()), 'LEDGERLINE_TEST_NO_FORK_HOOK')) {
            self::markTestSkipped('The extension was built for release, where the hook cannot be switched off.');
        }
        $this->fork(self::CHILD_OUTLIVES_PARENT, ['signal' => SIGKILL], ['LEDGERLINE_TEST_NO_FORK_HOOK' => '1']);
        self::assertNotSame([], $this->lost(), 'Rows survive without the hook: the test does not show the loss any more.');
    }

    public function testAParentThatOutlivesItsChildrenLosesNothing(): void
    {
        $this->fork(<<<'PHP'
enqueue($engine, 1, 1, $file);
$children = [];
foreach ([100, 200, 300] as $first) {
    $child = pcntl_fork();
    if ($child === 0) {
        enqueue($engine, $first, $first + 20, $file);
        exit(0);
    }
    $children[] = $child;
    enqueue($engine, $first + 50, $first + 60, $file);
}
foreach ($children as $child) {
    pcntl_waitpid($child, $status);
}
enqueue($engine, 2, 5, $file);
file_put_contents($given['done'], '');
PHP);
        self::assertSame([], $this->lost());
        self::assertCount(1 + 3 * 21 + 3 * 11 + 4, (array)file($this->acknowledged));
    }

    public function testGrandchildrenLoseNothing(): void
    {
        $this->fork(<<<'PHP'
enqueue($engine, 1, 2, $file);
if (pcntl_fork() === 0) {
    enqueue($engine, 10, 12, $file);
    if (pcntl_fork() === 0) {
        enqueue($engine, 20, 22, $file);
        if (pcntl_fork() === 0) {
            usleep(100000);
            $own = new Engine($given['options']);
            enqueue($engine, 30, 32, $file);
            enqueue($own, 33, 36, $file);
            file_put_contents($given['done'], '');
            posix_kill(getmypid(), SIGKILL);
        }
        usleep(50000);
        enqueue($engine, 23, 24, $file);
        exit(0);
    }
    enqueue($engine, 13, 14, $file);
    exit(0);
}
enqueue($engine, 3, 4, $file);
exit(0);
PHP);
        self::assertSame([], $this->lost());
        self::assertCount(21, (array)file($this->acknowledged));
    }

    public function testAChildDrainsInItsOwnName(): void
    {
        $this->sandbox();
        $engine = $this->connected();
        $engine->enqueue(Shop::invoices(1, 5));
        $this->sandbox->latency(1500);
        // The parent of the drain ends at once. Were the claims made in its name, the next drain would take them for abandoned.
        $this->start(<<<'PHP'
$engine->counts();
if (pcntl_fork() === 0) {
    file_put_contents($given['done'], json_encode($engine->drain(['seconds' => 30])));
    exit(0);
}
PHP, ['done' => $this->folder . '/done'])->wait();
        $running = [['field' => 'state', 'condition' => 'eq', 'value' => 'running']];
        $this->waitFor(fn (): bool => $engine->jobs(['filters' => $running])['total'] > 0);
        self::assertSame(0, $engine->prune()['rescued'], 'a living claim was taken away');
        $this->waitFor(fn (): bool => file_exists($this->folder . '/done'));
        $this->sandbox->latency(0);
        $engine->drain();
        $this->assertExactlyOnce(1, 5);
    }

    public function testEightProcessesEnqueueAtTheSameTimeWithoutLoss(): void
    {
        $scripts = [];
        foreach (range(1, 8) as $process) {
            $scripts[] = $this->start(self::BEGIN . '
                $longest = 0;
                foreach (range(1, 200) as $i) {
                    $began = hrtime(true);
                    enqueue($engine, $given["first"] + $i, $given["first"] + $i, $file);
                    $longest = max($longest, hrtime(true) - $began);
                }
                echo json_encode($longest / 1e6);', ['file' => $this->acknowledged, 'first' => $process * 1000]);
        }
        $longest = array_map(static fn ($script): float => (float)$script->json(60), $scripts);
        self::assertCount(1600, (array)file($this->acknowledged));
        self::assertSame([], $this->lost());
        self::assertLessThan(5000, max($longest));
    }
}
