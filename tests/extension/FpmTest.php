<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Tests\Extension;

use Ledgerline\Native\Engine;
use Ledgerline\Xero\Tests\Extension\Support\Fpm;
use Ledgerline\Xero\Tests\Extension\Support\Php;
use Ledgerline\Xero\Tests\Extension\Support\Shop;

/**
 * The background sender in real workers, which are reloaded, recycled and killed whenever their master likes.
 */
class FpmTest extends ExtensionTestCase
{
    private ?Fpm $fpm = null;

    protected function setUp(): void
    {
        parent::setUp();
        if (!Fpm::isThere()) {
            self::markTestSkipped('Needs PHP-FPM of this PHP and nginx.');
        }
        $var = $this->folder . '/var';
        mkdir($var);
        if (posix_geteuid() === 0) {
            chown($var, 'www-data');
            chgrp($var, 'www-data');
        }
        $this->store = $var . '/ledgerline';
    }

    protected function tearDown(): void
    {
        $this->fpm?->end();
        $this->fpm = null;
        parent::tearDown();
    }

    /**
     * @param string[] $arguments
     * @param string[] $pool
     */
    private function server(array $arguments = ['--limits', 'off'], int $workers = 4, array $pool = [], array $settings = []): Engine
    {
        $this->sandbox($arguments);
        $engine = $this->engine();
        Shop::connect($engine, $settings);
        // What Xero offers is read once a day; the tests are about the other requests.
        $engine->catalogue('default', true);
        $this->fpm = new Fpm($this->folder, $workers, $pool);
        $this->fpm->invoicePage($this->options());
        $this->sandbox->latency(500);
        return $engine;
    }

    private function paths(int $first, int $last): array
    {
        return array_map(static fn (int $number): string => "/invoice.php?n=$number", range($first, $last));
    }

    private function waitUntilPaid(int $count, float $seconds = 60): void
    {
        $this->waitFor(fn (): bool => count(array_filter($this->sandbox->invoices(), static fn (array $one): bool => $one['paid'] === $one['total'])) >= $count, $seconds);
    }

    /** Calls that Xero refused because they were too many, with what happened around them. */
    private function refused(): array
    {
        $calls = array_map(static fn (array $call): string => "{$call['at']} +{$call['milliseconds']} {$call['method']} {$call['path']} {$call['status']}", $this->sandbox->ask('calls?bodies=0'));
        return str_contains(implode("\n", $calls), ' 429') ? $calls : [];
    }

    /** Most calls that were under way at the same time, as Xero saw them. */
    private function mostAtOnce(): int
    {
        $edges = [];
        foreach ($this->sandbox->ask('calls?bodies=0') as $call) {
            $begin = (float)(new \DateTimeImmutable($call['at']))->format('U.u');
            $edges[] = [$begin, 1];
            $edges[] = [$begin + $call['milliseconds'] / 1000, -1];
        }
        usort($edges, static fn (array $a, array $b): int => $a <=> $b);
        $now = $most = 0;
        foreach ($edges as [, $change]) {
            $most = max($most, $now += $change);
        }
        return $most;
    }

    public function testAPageAnswersAtOnceAndTheDocumentArrivesWithoutCron(): void
    {
        $this->server();
        foreach (range(1, 5) as $number) {
            $answer = $this->fpm->get("/invoice.php?n=$number");
            self::assertSame(200, $answer['status'], $answer['body']);
            self::assertSame(2, json_decode($answer['body'], true)['accepted'] ?? null, $answer['body']);
            self::assertLessThan(250, $answer['ms'], 'A visitor waited for Xero.');
            $times[] = $answer['ms'];
        }
        sort($times);
        fprintf(STDERR, "\n  enqueue and answer with a Xero of 500 ms: median %.1f ms, longest %.1f ms\n", $times[2], end($times));
        $this->waitUntilPaid(5);
        $this->assertExactlyOnce(1, 5);
        // Jobs that are not urgent wait for cron.
        $this->fpm->get('/invoice.php?n=6&immediately=0');
        usleep(1_500_000);
        self::assertCount(5, $this->sandbox->invoices());
    }

    public function testFourWorkersTogetherStayBelowXerosLimits(): void
    {
        $this->server(['--limits', 'on'], 4, [], ['batch_size' => 2]);
        $answers = $this->fpm->many($this->paths(1, 40), 4);
        self::assertSame([200], array_values(array_unique(array_column($answers, 'status'))));
        $pids = array_unique(array_map(static fn (array $answer): int => json_decode($answer['body'], true)['pid'], $answers));
        self::assertGreaterThan(1, count($pids), 'All requests were answered by one worker.');
        $this->waitFor(fn (): bool => count($this->sandbox->invoices()) >= 10, 60);
        usleep(3_000_000);
        self::assertSame([], $this->sandbox->ask('counts')['refused_429'], json_encode($this->refused()));
        $most = $this->mostAtOnce();
        self::assertGreaterThan(1, $most);
        self::assertLessThanOrEqual(5, $most);
        // The rest would wait for Xero's next minute.
        $this->fpm->end();
        // Xero is done with the calls of the dead long before their permits end.
        usleep(800_000);
        $this->sandbox->latency(0);
        $this->later();
        $this->drainEverything();
        $this->assertExactlyOnce(1, 40);
        self::assertSame([], $this->sandbox->ask('counts')['refused_429'], json_encode($this->refused()));
    }

    /**
     * @dataProvider deaths
     */
    public function testWhatEndsAWorkerInTheMiddleOfASendLosesNothingAndSendsNothingTwice(string $how): void
    {
        $this->server(['--limits', 'off'], 4, [], ['batch_size' => 3]);
        $this->fpm->many($this->paths(1, 12), 4);
        // In the middle of a send.
        usleep(700_000);
        match ($how) {
            'reload' => $this->fpm->signal(SIGUSR2),
            'stop' => $this->fpm->signal(SIGTERM),
            'kill' => array_map(static fn (int $pid): bool => posix_kill($pid, SIGKILL), $this->fpm->workers()),
        };
        usleep(300_000);
        if ($how !== 'stop') {
            $this->waitFor(fn (): bool => $this->fpm->get('/alive.php')['status'] === 200);
            $answers = $this->fpm->many($this->paths(13, 18), 4);
            self::assertSame([200], array_values(array_unique(array_column($answers, 'status'))), json_encode($answers));
            usleep(800_000);
            $how === 'kill' ? array_map(static fn (int $pid): bool => posix_kill($pid, SIGKILL), $this->fpm->workers()) : $this->fpm->signal(SIGUSR2);
            usleep(200_000);
        }
        $this->fpm->end();
        usleep(700_000);
        $this->sandbox->latency(0);
        $this->later();
        $report = $this->drainEverything();
        self::assertSame(0, $report['waiting']);
        $this->assertExactlyOnce(1, $how === 'stop' ? 12 : 18);
    }

    public static function deaths(): array
    {
        return ['reload (SIGUSR2)' => ['reload'], 'stop (SIGTERM)' => ['stop'], 'SIGKILL of all workers' => ['kill']];
    }

    public function testAWorkerSendsWithTheShopsNewKeyOnceItHasOne(): void
    {
        $this->server(['--limits', 'off'], 1);
        $this->fpm->get('/invoice.php?n=1');
        $this->waitUntilPaid(1);
        // As Magento writes them: the new one beside the one of before.
        $rotated = ['keys' => ['fedcba9876543210fedcba9876543210', ...$this->options()['keys']]];
        self::assertFalse($this->engine($rotated)->configure('default', Shop::settings()), 'nothing but the key changed');
        $newest = $this->engine(['keys' => [$rotated['keys'][0]]]);
        self::assertSame('connected', $newest->connections()[0]['state'], 'sealed again');
        $this->fpm->invoicePage($this->options($rotated));
        // The same worker, whose sender began with the key of before.
        self::assertSame(200, $this->fpm->get('/invoice.php?n=2')['status']);
        $this->waitUntilPaid(2);
        self::assertSame('connected', $newest->connections()[0]['state']);
        $this->assertExactlyOnce(1, 2);
    }

    public function testTheNextWakeFinishesWhatAKilledWorkerLeft(): void
    {
        $this->server();
        $this->fpm->get('/invoice.php?n=1&to=3');
        usleep(300_000);
        array_map(static fn (int $pid): bool => posix_kill($pid, SIGKILL), $this->fpm->workers());
        usleep(1_000_000);
        $this->sandbox->latency(0);
        // Its permits for calls end on their own after a minute.
        $this->later(80);
        $this->waitFor(fn (): bool => $this->fpm->get('/invoice.php?n=4')['status'] === 200);
        $this->waitUntilPaid(4, 20);
        $this->assertExactlyOnce(1, 4);
    }

    public function testARecycledWorkerWaitsForItsSenderAMomentOnly(): void
    {
        $this->server(['--limits', 'off'], 1, ['pm.max_requests = 1']);
        $times = [];
        foreach (range(1, 8) as $number) {
            $answer = $this->fpm->get("/invoice.php?n=$number");
            self::assertSame(200, $answer['status']);
            $times[] = $answer['ms'];
        }
        sort($times);
        fprintf(STDERR, "\n  one worker, one request each: median %.0f ms, longest %.0f ms\n", $times[4], end($times));
        // The wait of the predecessor, the start of a new worker, and the page.
        self::assertLessThan(700, end($times));
        self::assertStringNotContainsString('signal', $this->fpm->log());
        $this->fpm->end();
        usleep(700_000);
        $this->sandbox->latency(0);
        $this->later();
        $this->drainEverything();
        $this->assertExactlyOnce(1, 8);
    }

    public function testPhpinfoShowsVersionStoreAndXeroAddress(): void
    {
        $this->server(['--limits', 'off'], 1);
        $this->fpm->page('info.php', '<?php phpinfo(INFO_MODULES);');
        $text = static fn (string $html): string => trim((string)preg_replace('/\s+/', ' ', strip_tags(str_replace('<', ' <', $html))));
        self::assertStringContainsString('Store chosen by the shop at first use', $text($this->fpm->get('/info.php')['body']));
        $this->fpm->get('/invoice.php?n=1');
        $shown = $text($this->fpm->get('/info.php')['body']);
        self::assertStringContainsString('Version ' . Engine::VERSION, $shown);
        self::assertStringContainsString('Store ' . $this->store, $shown);
        self::assertStringContainsString('Xero address ' . $this->sandbox->address, $shown);
        self::assertStringNotContainsString('0123456789abcdef', $shown);
    }

    public function testPreloadingOpensNothing(): void
    {
        $root = Php::copy($this->folder);
        $said = $this->folder . '/var/preloaded';
        file_put_contents($this->folder . '/preload.php', Php::prelude($root, ['options' => $this->options(), 'said' => $said]) . <<<'PHP'
$codes = [];
foreach (['counts' => [], 'health' => [], 'enqueue' => [[Shop::customer(1)], ['immediately' => true]]] as $method => $arguments) {
    try {
        $engine->$method(...$arguments);
        $codes[] = 'nothing';
    } catch (XeroException $e) {
        $codes[] = $e->getErrorCode();
    }
}
file_put_contents($given['said'], json_encode([$codes, getmypid(), iterator_count(new FilesystemIterator('/proc/self/task'))]));
opcache_compile_file($given['said'] . '.php');
PHP);
        file_put_contents($said . '.php', '<?php class Preloaded {}');
        $settings = ['zend_extension=opcache', 'opcache.enable=1', 'opcache.preload=' . $this->folder . '/preload.php'];
        if (posix_geteuid() === 0) {
            $settings[] = 'opcache.preload_user=www-data';
        }
        $this->fpm = new Fpm($this->folder, 2, [], $settings);
        [$codes, , $threads] = json_decode((string)file_get_contents($said), true);
        self::assertSame(['store_preloading', 'store_preloading', 'store_preloading'], $codes);
        self::assertSame(1, $threads);
        self::assertDirectoryDoesNotExist($this->store);
        // Workers work as ever.
        $this->fpm->page('page.php', Php::prelude($root, ['options' => $this->options()]) . 'echo json_encode([class_exists("Preloaded", false), $engine->counts()["jobs"]]);');
        self::assertSame('[true,[]]', $this->fpm->get('/page.php')['body']);
    }
}
