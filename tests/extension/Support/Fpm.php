<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Tests\Extension\Support;

/**
 * A web server of the test's own: nginx in front of PHP-FPM with the extension.
 */
final class Fpm
{
    public readonly string $address;

    private readonly string $web;

    private readonly Command $nginx;

    private readonly Command $fpm;

    /**
     * @param string[] $pool further lines of the pool's configuration
     * @param string[] $settings PHP settings of the whole server
     * @param array<string, string> $environment of the whole server, beside this process's
     * @param string[] $within a command that starts PHP-FPM somewhere: in namespaces of its own
     */
    public function __construct(private readonly string $folder, int $workers = 4, array $pool = [], array $settings = [], array $environment = [], array $within = [], bool $extension = true)
    {
        $this->web = $folder . '/web';
        if (!is_dir($this->web)) {
            mkdir($this->web);
        }
        chmod($this->web, 0755);
        $root = posix_geteuid() === 0;
        $socket = $folder . '/fpm.sock';
        $lines = ['[global]', "error_log = $folder/fpm.log", 'daemonize = no', '[www]', "listen = $socket", 'listen.mode = 0666', 'catch_workers_output = yes'];
        if ($root) {
            array_push($lines, 'user = www-data', 'group = www-data');
        }
        array_push($lines, 'pm = static', "pm.max_children = $workers", ...$pool);
        file_put_contents("$folder/fpm.conf", implode("\n", $lines) . "\n");
        $command = [self::binary(), '-n', '-F', '-y', "$folder/fpm.conf", '-d', 'display_errors=1', '-d', 'html_errors=0'];
        if ($extension) {
            array_push($command, '-d', 'extension=' . Php::copy($folder) . '/ledgerline.so');
        }
        foreach ($settings as $setting) {
            array_push($command, '-d', $setting);
        }
        if ($root) {
            array_push($command, '-R');
        }
        $this->fpm = new Command([...$within, ...$command], "$folder/fpm.out", $environment + getenv());
        register_shutdown_function($this->end(...));
        $port = self::freePort();
        $this->address = "http://127.0.0.1:$port";
        $user = $root ? 'user www-data;' : '';
        $temporary = implode(' ', array_map(static fn (string $name): string => "{$name}_temp_path $folder/nginx-$name;", ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']));
        file_put_contents("$folder/nginx.conf", <<<CONF
            $user daemon off; worker_processes 1; pid $folder/nginx.pid; error_log $folder/nginx.log;
            events { worker_connections 256; }
            http { access_log off; $temporary
              server { listen 127.0.0.1:$port; location / {
                include /etc/nginx/fastcgi_params; fastcgi_param SCRIPT_FILENAME {$this->web}\$uri; fastcgi_pass unix:$socket; fastcgi_read_timeout 60s; } } }
            CONF);
        $this->nginx = new Command([self::nginx(), '-c', "$folder/nginx.conf", '-e', "$folder/nginx.log"], "$folder/nginx.out");
        $this->page('alive.php', '<?php echo "alive";');
        $end = microtime(true) + 10;
        while (!file_exists($socket) || $this->get('/alive.php')['body'] !== 'alive') {
            if (microtime(true) > $end || !$this->fpm->isRunning() || !$this->nginx->isRunning()) {
                $said = $this->fpm->everything() . $this->nginx->everything() . @file_get_contents("$folder/fpm.log") . @file_get_contents("$folder/nginx.log");
                $this->end();
                throw new \RuntimeException("The web server did not start:\n$said");
            }
            usleep(20_000);
        }
    }

    public static function isThere(): bool
    {
        return self::binary() !== '' && self::nginx() !== '';
    }

    private static function binary(): string
    {
        foreach (['/usr/sbin/php-fpm' . PHP_MAJOR_VERSION . '.' . PHP_MINOR_VERSION, '/usr/local/sbin/php-fpm', '/usr/sbin/php-fpm'] as $path) {
            if (is_executable($path)) {
                return $path;
            }
        }
        return '';
    }

    /** A normal user's PATH lacks the folder. */
    public static function nginx(): string
    {
        foreach (['/usr/sbin/nginx', '/usr/local/sbin/nginx'] as $path) {
            if (is_executable($path)) {
                return $path;
            }
        }
        return trim((string)shell_exec('command -v nginx'));
    }

    private static function freePort(): int
    {
        $socket = stream_socket_server('tcp://127.0.0.1:0');
        $name = (string)stream_socket_get_name($socket, false);
        fclose($socket);
        return (int)substr($name, (int)strrpos($name, ':') + 1);
    }

    public function page(string $name, string $code): void
    {
        file_put_contents($this->web . '/' . $name, $code);
        chmod($this->web . '/' . $name, 0644);
    }

    /** The page /invoice.php?n=… : takes an invoice into the queue and tells how long that took. */
    public function invoicePage(array $options): void
    {
        $this->page('invoice.php', Php::prelude(Php::copy($this->folder), ['options' => $options]) . <<<'PHP'
$snapshots = Shop::invoices((int)$_GET['n'], (int)($_GET['to'] ?? $_GET['n']));
$began = hrtime(true);
$taken = $engine->enqueue($snapshots, ['immediately' => ($_GET['immediately'] ?? '1') === '1']);
echo json_encode(['accepted' => $taken['accepted'], 'microseconds' => (hrtime(true) - $began) / 1000, 'pid' => getmypid()]);
PHP);
    }

    /**
     * @return array{status: int, body: string, ms: float}
     */
    public function get(string $path): array
    {
        return $this->many([$path])[0];
    }

    /**
     * Several visitors at the same time.
     *
     * @param string[] $paths
     * @return array<int, array{status: int, body: string, ms: float}>
     */
    public function many(array $paths, int $visitors = 1, ?callable $between = null): array
    {
        $multi = curl_multi_init();
        $answers = $open = [];
        $next = 0;
        do {
            while (count($open) < $visitors && $next < count($paths)) {
                $handle = curl_init($this->address . $paths[$next]);
                curl_setopt_array($handle, [CURLOPT_RETURNTRANSFER => true, CURLOPT_TIMEOUT => 30, CURLOPT_PRIVATE => (string)$next]);
                curl_multi_add_handle($multi, $handle);
                $open[$next++] = $handle;
            }
            curl_multi_exec($multi, $running);
            curl_multi_select($multi, 0.01);
            while ($done = curl_multi_info_read($multi)) {
                $handle = $done['handle'];
                $index = (int)curl_getinfo($handle, CURLINFO_PRIVATE);
                $answers[$index] = [
                    'status' => curl_getinfo($handle, CURLINFO_RESPONSE_CODE),
                    'body' => (string)curl_multi_getcontent($handle),
                    'ms' => curl_getinfo($handle, CURLINFO_TOTAL_TIME_T) / 1000,
                ];
                curl_multi_remove_handle($multi, $handle);
                unset($open[$index]);
                if ($between !== null) {
                    $between(count($answers));
                }
            }
        } while ($open !== [] || $next < count($paths));
        ksort($answers);
        return $answers;
    }

    /** The process that was started. */
    public function pid(): int
    {
        return $this->fpm->pid;
    }

    /** A signal to the master. */
    public function signal(int $signal): void
    {
        $this->fpm->signal($signal);
    }

    public function isRunning(): bool
    {
        return $this->fpm->isRunning();
    }

    /**
     * @return int[]
     */
    public function workers(): array
    {
        return array_map('intval', array_filter(explode(' ', trim((string)@file_get_contents("/proc/{$this->fpm->pid}/task/{$this->fpm->pid}/children")))));
    }

    public function log(): string
    {
        return (string)@file_get_contents($this->folder . '/fpm.log');
    }

    public function end(): void
    {
        if (isset($this->nginx)) {
            $this->nginx->end();
        }
        $workers = $this->workers();
        $this->fpm->end();
        foreach ($workers as $pid) {
            // Orphans only; the master ends its own.
            if (is_dir("/proc/$pid") && str_contains((string)@file_get_contents("/proc/$pid/cmdline"), 'php-fpm')) {
                posix_kill($pid, SIGKILL);
            }
        }
    }
}
