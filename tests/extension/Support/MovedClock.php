<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Tests\Extension\Support;

/**
 * The wall clock of a machine, as the processes see it that are started with environment(): it can be set while they run.
 */
final class MovedClock
{
    private int $ms = 0;

    /** How much of it went by: the rest was set. */
    private int $passed = 0;

    private readonly string $file;

    private readonly string $library;

    public function __construct(string $folder, string $name)
    {
        $this->file = "$folder/$name.clock";
        $this->library = "$folder/clock.so";
        if (!is_file($this->library)) {
            exec('cc -shared -fPIC -O2 -o ' . escapeshellarg($this->library) . ' ' . escapeshellarg(__DIR__ . '/clock.c') . ' -ldl 2>&1', $said, $status);
            if ($status !== 0) {
                throw new \RuntimeException("The clock cannot be compiled:\n" . implode("\n", $said));
            }
        }
        $this->write();
    }

    /**
     * @return array<string, string>
     */
    public function environment(): array
    {
        return ['LD_PRELOAD' => $this->library, 'LEDGERLINE_CLOCK' => $this->file];
    }

    /** Time goes by. */
    public function move(float $seconds): void
    {
        $this->passed += (int)round($seconds * 1000);
        $this->set($seconds);
    }

    /** Somebody sets the clock. */
    public function set(float $seconds): void
    {
        $this->ms += (int)round($seconds * 1000);
        $this->write();
    }

    /** Milliseconds since 1970. */
    public function now(): int
    {
        return (int)(microtime(true) * 1000) + $this->ms;
    }

    /** In place: who has the file mapped sees it at once. */
    private function write(): void
    {
        $file = fopen($this->file, 'c');
        fwrite($file, pack('qq', $this->ms, $this->passed));
        fclose($file);
        chmod($this->file, 0644);
    }
}
