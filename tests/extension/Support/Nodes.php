<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Tests\Extension\Support;

/**
 * Two nodes of one shop on one MariaDB: host names, processes, networks, folders and clocks of their own, the clocks five minutes to either side of
 * the server's. Each has 8 workers of PHP-FPM with their background sender, two drains as cron starts them, and one on the command line.
 *
 * In its network a node has nothing but itself, and a way to Xero through a socket in the file system. Xero keeps its limits. A refresh
 * token can be used once, without Xero's grace, so that two renewals at a time end the connection.
 */
final class Nodes
{
    private readonly Database $database;

    private readonly Sandbox $sandbox;

    private readonly array $options;

    private readonly bool $namespaces;

    private ?Command $door = null;

    /** @var array<string, array{clock: MovedClock, fpm: Fpm, enter: string[], processes: Command[]}> */
    private array $nodes = [];

    public function __construct(private readonly string $folder)
    {
        $server = new MovedClock($folder, 'server');
        $this->database = new Database($server->environment());
        $this->sandbox = new Sandbox($folder, ['--set', 'strict_fields=true', '--set', 'grace=false', '--set', 'latency_ms=200']);
        $this->options = Shop::options($this->database->address("$folder/witness"), $this->sandbox->address, ['timeout' => 20]);
        exec('unshare --net --uts --pid --fork --mount-proc true 2>&1', $said, $status);
        $this->namespaces = $status === 0;
        if ($this->namespaces) {
            $this->door = $this->nginx('door', "listen unix:$folder/xero.sock;", $this->sandbox->address);
        }
        mkdir("$folder/witness");
        if (posix_geteuid() === 0) {
            chown("$folder/witness", 'www-data');
        }
        $settings = Shop::settings(['type' => 'web_app', 'client_id' => 'sandbox-web', 'client_secret' => 'sandbox-web-secret', 'batch_size' => 5]);
        $code = 'use Ledgerline\Xero\Tests\Extension\Support\{Business, Sandbox}; $engine->configure("default", $given["settings"]); Business::consent($engine, Sandbox::at($given["address"])); $engine->catalogue("default", true); echo "true";';
        Php::run($folder, $code, ['options' => $this->options, 'settings' => $settings, 'address' => $this->sandbox->address], ['environment' => $server->environment()]);
        foreach (['north' => 300, 'south' => -300] as $name => $skew) {
            $this->nodes[$name] = $this->node($name, $skew);
        }
    }

    /**
     * @param int $history documents of before, queued first
     * @param callable|null $tell called with the seconds that passed and the documents in Xero
     * @return array<string, mixed>
     */
    public function run(int $seconds, int $history, ?callable $tell = null): array
    {
        $number = 0;
        foreach (array_chunk(range(1, $history), 100) as $portion) {
            $number += $this->enqueue('north', $portion, 'history');
        }
        foreach (array_keys($this->nodes) as $name) {
            $this->drains($name);
        }
        $began = microtime(true);
        $came = $seen = [];
        $peak = $historic = $told = 0;
        $next = $expire = $began + 3;
        $last = $history;
        $end = $began + $seconds;
        while (true) {
            $now = microtime(true);
            if ($now >= $end + 400 || ($now >= $end && count($seen) === $last)) {
                break;
            }
            if ($now >= $next && $now < $end) {
                // One sale on each node at the same moment.
                foreach (array_keys($this->nodes) as $name) {
                    $came[++$last] = $now;
                    $this->enqueue($name, [$last], 'event');
                }
                $next += 10;
            }
            if ($now >= $expire && $now < $end) {
                $this->sandbox->ask('expire-tokens', []);
                $expire += 7;
            }
            $peak = max($peak, ...array_column($this->sandbox->ask('counts')['organisations'], 'under_way'));
            foreach ($this->sandbox->invoices() as $name => $one) {
                if ($one['payments'] > 0) {
                    $seen[(int)$name] ??= $now;
                }
            }
            if ($now < $end) {
                $historic = count(array_filter(array_keys($seen), static fn (int $one): bool => $one <= $history));
            }
            if ($tell !== null && (int)($now - $began) > $told) {
                $told = (int)($now - $began);
                $tell($told, count($seen));
            }
            usleep(50_000);
        }
        $waits = array_map(static fn (int $one): float => isset($seen[$one]) ? $seen[$one] - $came[$one] : INF, array_keys($came));
        sort($waits);
        return $this->counts($last) + ['namespaces' => $this->namespaces, 'history' => $history, 'newcomers' => count($came), 'historic' => $historic, 'peak' => $peak, 'median' => $waits[intdiv(count($waits), 2)], 'worst' => end($waits)];
    }

    /**
     * For a table: what, how it was, how it has to be.
     *
     * @return array<int, array{0: string, 1: string|int, 2: string}>
     */
    public static function rows(array $counts): array
    {
        return [
            ['documents: history, new business', "{$counts['history']}, {$counts['newcomers']}", ''],
            ['calls', $counts['calls'], ''],
            ['calls refused by Xero (429)', $counts['429'], '0'],
            ['most calls at once', $counts['peak'], '5 or fewer'],
            ['tokens renewed', $counts['renewed'], 'more than 1'],
            ['state of the connection', $counts['connection'], 'connected'],
            ['lost', $counts['lost'], '0'],
            ['twice', $counts['twice'], '0'],
            ['new business: seconds until paid in Xero, median', sprintf('%.1f', $counts['median']), ''],
            ['the same, worst', sprintf('%.1f', $counts['worst']), 'less than 60'],
            ['history done while new business came', $counts['historic'], 'more than 0'],
            ['jobs that are not done', $counts['open'], '0'],
            ['nodes that sent', $counts['senders'], '2'],
        ];
    }

    /**
     * @return string[] what is not as it must be
     */
    public static function faults(array $counts): array
    {
        return array_keys(array_filter([
            'calls were refused' => $counts['429'] > 0,
            'too many calls at once' => $counts['peak'] > 5,
            'no token was renewed' => $counts['renewed'] < 2,
            'the connection ended' => $counts['connection'] !== 'connected',
            'documents are lost' => $counts['lost'] > 0,
            'documents are there twice' => $counts['twice'] > 0,
            'new business waited' => $counts['worst'] >= 60,
            'history starved' => $counts['historic'] === 0,
            'work is left' => $counts['open'] > 0,
            'one node did everything' => $counts['senders'] < 2,
        ]));
    }

    public function end(): void
    {
        foreach ($this->nodes as $node) {
            foreach ($node['processes'] as $process) {
                $process->end();
            }
            $node['fpm']->end();
        }
        $this->nodes = [];
        $this->door?->end();
        $this->sandbox->end();
        $this->database->end();
    }

    private function nginx(string $name, string $listen, string $to): Command
    {
        $folder = "$this->folder/$name";
        mkdir($folder);
        $temporary = implode(' ', array_map(static fn (string $kind): string => "{$kind}_temp_path $folder/$kind;", ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']));
        $user = posix_geteuid() === 0 ? 'user www-data;' : '';
        file_put_contents("$folder/nginx.conf", <<<CONF
            $user daemon off; worker_processes 1; pid $folder/pid; error_log $folder/log;
            events { worker_connections 256; }
            http { access_log off; $temporary client_max_body_size 20m;
              server { $listen location / { proxy_pass $to; proxy_http_version 1.1; proxy_set_header Host \$http_host; proxy_set_header Connection ""; proxy_read_timeout 120s; } } }
            CONF);
        return new Command([Fpm::nginx(), '-c', "$folder/nginx.conf", '-e', "$folder/log"], "$folder/out");
    }

    private function node(string $name, int $skew): array
    {
        $folder = "$this->folder/$name";
        mkdir($folder);
        chmod($folder, 0755);
        $clock = new MovedClock($folder, 'machine');
        $clock->move($skew);
        $within = $enter = [];
        if ($this->namespaces) {
            $inside = "$folder/way";
            mkdir($inside);
            $port = (string)parse_url($this->sandbox->address, PHP_URL_PORT);
            $temporary = implode(' ', array_map(static fn (string $kind): string => "{$kind}_temp_path $inside/$kind;", ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']));
            file_put_contents("$inside/nginx.conf", <<<CONF
                user www-data; daemon on; worker_processes 1; pid $inside/pid; error_log $inside/log;
                events { worker_connections 256; }
                http { access_log off; $temporary client_max_body_size 20m;
                  server { listen 127.0.0.1:$port; location / { proxy_pass http://unix:$this->folder/xero.sock:; proxy_http_version 1.1; proxy_set_header Host \$http_host; proxy_set_header Connection ""; proxy_read_timeout 120s; } } }
                CONF);
            $begin = sprintf('hostname %s; ip link set lo up; %s -c %s -e %s; exec "$@"', escapeshellarg($name), Fpm::nginx(), escapeshellarg("$inside/nginx.conf"), escapeshellarg("$inside/log"));
            $within = ['unshare', '--net', '--uts', '--pid', '--fork', '--kill-child', '--mount-proc', '--', 'sh', '-c', $begin, 'sh'];
        }
        $fpm = new Fpm($folder, 8, [], [], $clock->environment(), $within);
        if ($this->namespaces) {
            $first = (int)trim((string)file_get_contents("/proc/{$fpm->pid()}/task/{$fpm->pid()}/children"));
            $enter = ['nsenter', '-t', (string)$first, '--net', '--uts', '--pid', '--mount', '--'];
        }
        $fpm->page('touched.php', Php::prelude(Php::copy($folder), ['options' => $this->options]) . <<<'PHP'
$snapshots = array_map(static fn (string $number): array => Shop::invoice((int)$number), explode(',', $_GET['n']));
$taken = $engine->enqueue($snapshots, ['purpose' => $_GET['purpose'], 'immediately' => $_GET['purpose'] === 'event']);
echo json_encode(['accepted' => $taken['accepted'] + $taken['parties']]);
PHP);
        return ['clock' => $clock, 'fpm' => $fpm, 'enter' => $enter, 'processes' => []];
    }

    private function enqueue(string $node, array $numbers, string $purpose): int
    {
        $answer = $this->nodes[$node]['fpm']->get("/touched.php?purpose=$purpose&n=" . implode(',', $numbers));
        if (!isset(json_decode($answer['body'], true)['accepted'])) {
            throw new \RuntimeException("$node: {$answer['status']} {$answer['body']}" . $this->nodes[$node]['fpm']->log());
        }
        return count($numbers);
    }

    /** Two that come and go, as cron's do, and one that stays. Each tells which node it is of, and what it did. */
    private function drains(string $name): void
    {
        foreach ([3, 3, 1_000_000] as $seconds) {
            $code = <<<'PHP'
while (!is_file($given['end'])) {
    clearstatcache();
    $one = new Engine($given['options']);
    try {
        $report = $one->drain(['seconds' => min(20, $given['seconds'])]);
        echo json_encode(['done' => $report['done'], 'calls' => $report['calls'], 'host' => gethostname()]), "\n";
    } catch (XeroException $e) {
        echo json_encode(['done' => 0, 'calls' => 0, 'code' => $e->getErrorCode(), 'message' => $e->getMessage()]), "\n";
    }
    usleep(200_000);
}
PHP;
            $node = &$this->nodes[$name];
            $node['processes'][] = Php::start("$this->folder/$name", $code, ['options' => $this->options, 'seconds' => $seconds, 'end' => "$this->folder/end"], ['environment' => $node['clock']->environment(), 'before' => $node['enter']]);
            unset($node);
        }
    }

    /**
     * @return array<string, mixed>
     */
    private function counts(int $last): array
    {
        touch("$this->folder/end");
        $senders = 0;
        foreach ($this->nodes as $node) {
            $did = 0;
            foreach ($node['processes'] as $process) {
                $process->wait(60);
                foreach (array_filter(explode("\n", $process->output())) as $line) {
                    $did += json_decode($line, true)['calls'];
                }
            }
            $senders += (int)($did > 0);
        }
        $found = $this->sandbox->invoices();
        $lost = $twice = 0;
        for ($number = 1; $number <= $last; $number++) {
            $one = $found[sprintf('%09d', $number)] ?? ['documents' => 0, 'payments' => 0, 'paid' => ''];
            $lost += (int)($one['documents'] === 0 || $one['payments'] === 0);
            $twice += (int)($one['documents'] > 1 || $one['payments'] > 1 || ($one['payments'] === 1 && $one['paid'] !== '60.00'));
        }
        $counts = $this->sandbox->ask('counts');
        $store = Php::run($this->folder, 'echo json_encode([$engine->counts()["jobs"], $engine->connections()[0]["state"]]);', ['options' => $this->options]);
        $open = array_sum(array_map(static fn (array $row): int => $row['state'] === 'done' ? 0 : $row['count'], $store[0]));
        return ['429' => $counts['refused_429_total'], 'calls' => $counts['calls_total'], 'renewed' => $counts['tokens_renewed'], 'lost' => $lost, 'twice' => $twice + max(0, count($found) - $last), 'open' => $open, 'connection' => $store[1], 'senders' => $senders];
    }
}
