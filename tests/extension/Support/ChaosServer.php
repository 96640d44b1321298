<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Tests\Extension\Support;

/**
 * A chaos run on a MariaDB of its own, which is another machine with another clock.
 */
final class ChaosServer implements ChaosPlace
{
    private readonly MovedClock $machine;

    private readonly MovedClock $server;

    private readonly Database $database;

    private readonly string $witness;

    public function __construct(string $folder)
    {
        $this->machine = new MovedClock($folder, 'machine');
        $this->server = new MovedClock($folder, 'server');
        $this->server->move(137);
        $this->database = new Database($this->server->environment());
        $this->witness = $folder . '/witness';
        mkdir($this->witness);
        if (posix_geteuid() === 0) {
            chown($this->witness, 'www-data');
        }
    }

    public function name(): string
    {
        return 'MariaDB';
    }

    public function store(): string
    {
        return $this->database->address($this->witness);
    }

    public function environment(): array
    {
        return $this->machine->environment();
    }

    public function timeGoesBy(int $seconds): void
    {
        $this->machine->move($seconds);
        $this->server->move($seconds);
    }

    public function codes(): array
    {
        return ['store_busy', 'store_unreachable', 'store_not_writable'];
    }

    public function faults(): array
    {
        return [
            'clock: a machine jumps' => fn (): array => self::jump($this->machine, mt_rand(0, 1) ? mt_rand(30, 600) : -mt_rand(30, 600)),
            'clock: the server jumps' => fn (): array => self::jump($this->server, mt_rand(0, 1) ? mt_rand(30, 600) : -mt_rand(30, 600)),
            'server: restarted' => fn (): bool => $this->restart(SIGTERM),
            'server: killed, started again' => fn (): bool => $this->restart(SIGKILL),
            'server: away for two seconds' => fn (): array => $this->away(),
            'server: a connection killed' => fn (): bool => $this->database->endConnections(1) > 0,
            'server: max_statement_time' => fn (): array => $this->with('max_statement_time', '0.0005', '0', 1.5),
            'server: read-only (failover)' => fn (): array => $this->with('read_only', '1', '0', 1.5),
            'server: read-only for longer' => fn (): array => $this->with('read_only', '1', '0', 11.0),
        ];
    }

    public function end(): void
    {
        $this->database->end();
    }

    private static function jump(MovedClock $clock, int $seconds): array
    {
        $clock->set($seconds);
        return [1.0, static fn () => $clock->set(-$seconds)];
    }

    private function restart(int $signal): bool
    {
        $this->database->stop($signal);
        $this->database->start();
        return true;
    }

    private function away(): array
    {
        $this->database->stop(SIGTERM);
        return [2.0, fn () => $this->database->start()];
    }

    /** A session takes most settings when it begins: the ones that are open meet it, too, because they are ended. */
    private function with(string $setting, string $value, string $before, float $seconds): array
    {
        $this->database->run("SET GLOBAL $setting = $value");
        $this->database->endConnections();
        return [$seconds, fn () => $this->database->run("SET GLOBAL $setting = $before")];
    }
}
