<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Tests\Extension\Support;

/**
 * A MariaDB of the test's own, which can be stopped, killed and started again. Each commit is on the disk before it is answered, as is the
 * server's default.
 */
final class Database
{
    private const USER = 'shop';

    private const WORD = 'word';

    public readonly string $socket;

    private readonly string $folder;

    private ?Command $server = null;

    /**
     * @param array<string, string> $environment
     * @param string[] $settings options of the server
     */
    public function __construct(private readonly array $environment = [], private readonly array $settings = [])
    {
        $memory = is_writable('/dev/shm') ? '/dev/shm' : sys_get_temp_dir();
        $this->folder = $memory . '/ledgerline-database-' . bin2hex(random_bytes(6));
        mkdir($this->folder);
        chmod($this->folder, 0755);
        mkdir($this->folder . '/tmp');
        register_shutdown_function($this->end(...));
        $this->socket = $this->folder . '/socket';
        $user = posix_getpwuid(posix_geteuid())['name'];
        $install = new Command(
            ['mariadb-install-db', '--no-defaults', "--user=$user", "--datadir=$this->folder/data", '--auth-root-authentication-method=normal', '--skip-test-db'],
            $this->folder . '/install.out',
            ['TMPDIR' => $this->folder . '/tmp'] + getenv()
        );
        if ($install->wait(120) !== 0) {
            throw new \RuntimeException("The data folder of MariaDB could not be made:\n" . $install->everything());
        }
        $this->start();
        $user = self::USER;
        $word = self::WORD;
        $this->run("CREATE DATABASE ledgerline; CREATE USER $user@localhost IDENTIFIED BY '$word'; GRANT ALL ON ledgerline.* TO $user@localhost");
    }

    public static function isThere(): bool
    {
        return self::binary() !== '' && trim((string)shell_exec('command -v mariadb-install-db')) !== '';
    }

    private static function binary(): string
    {
        foreach (['/usr/sbin/mariadbd', '/usr/local/sbin/mariadbd'] as $path) {
            if (is_executable($path)) {
                return $path;
            }
        }
        return trim((string)shell_exec('command -v mariadbd'));
    }

    /** The store's address, with the rights that a shop has: not those of root, who may write where nobody else may. */
    public function address(string $witness): string
    {
        return sprintf('mysql://%s:%s@localhost/ledgerline?prefix=m2_&socket=%s&witness=%s', self::USER, self::WORD, $this->socket, $witness);
    }

    public function start(): void
    {
        $user = posix_getpwuid(posix_geteuid())['name'];
        $line = [
            self::binary(), '--no-defaults', "--user=$user", "--datadir=$this->folder/data", "--socket=$this->socket", "--pid-file=$this->folder/pid", '--skip-networking',
            '--skip-log-bin', '--innodb-buffer-pool-size=128M', '--max-connections=500', "--log-error=$this->folder/error.log", ...$this->settings,
        ];
        $this->server = new Command($line, $this->folder . '/server.out', ['TMPDIR' => $this->folder . '/tmp'] + $this->environment + getenv());
        $end = microtime(true) + 60;
        while (!$this->answers()) {
            if (microtime(true) > $end || !$this->server->isRunning()) {
                throw new \RuntimeException("MariaDB did not start:\n" . $this->server->everything() . @file_get_contents($this->folder . '/error.log'));
            }
            usleep(50_000);
        }
    }

    public function answers(): bool
    {
        exec(sprintf('mariadb-admin --no-defaults --socket=%s --user=root ping 2>/dev/null', escapeshellarg($this->socket)), $said, $status);
        return $status === 0;
    }

    /** @param int $signal SIGTERM: it ends in order; SIGKILL: it does not */
    public function stop(int $signal): void
    {
        $this->server?->signal($signal);
        $this->server?->wait(60);
    }

    /**
     * Runs statements as the server's root.
     *
     * @return string[] lines of the answer, columns with tabs between them
     */
    public function run(string $sql): array
    {
        exec(sprintf('mariadb --no-defaults --init-command="SET max_statement_time = 0" --socket=%s --user=root --batch --skip-column-names -e %s 2>&1', escapeshellarg($this->socket), escapeshellarg($sql)), $said, $status);
        if ($status !== 0) {
            throw new \RuntimeException("$sql: " . implode("\n", $said));
        }
        return $said;
    }

    /**
     * Ends connections of the shop's user that are open now, so many of them at most.
     *
     * @return int how many there were
     */
    public function endConnections(int $most = 1000): int
    {
        $ids = $this->run("SELECT id FROM information_schema.processlist WHERE user = '" . self::USER . "' ORDER BY RAND() LIMIT $most");
        foreach ($ids as $id) {
            // It may have ended meanwhile.
            exec(sprintf('mariadb --no-defaults --init-command="SET max_statement_time = 0" --socket=%s --user=root -e %s 2>&1', escapeshellarg($this->socket), escapeshellarg("KILL CONNECTION $id")));
        }
        return count($ids);
    }

    public function end(): void
    {
        $this->server?->signal(SIGKILL);
        $this->server?->end();
        $this->server = null;
        Folder::remove($this->folder);
    }
}
