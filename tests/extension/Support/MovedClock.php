<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Tests\Extension\Support;

/**
 * The wall clock of a machine, as the processes see it that are started with environment(): it can be set while they run.
 */
final class MovedClock
{
    private int $ms = 0;

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
        $this->set(0);
    }

    /**
     * @return array<string, string>
     */
    public function environment(): array
    {
        return ['LD_PRELOAD' => $this->library, 'LEDGERLINE_CLOCK' => $this->file];
    }

    /** Time goes by, or the clock jumps. */
    public function move(float $seconds): void
    {
        $this->set($this->ms + (int)round($seconds * 1000));
    }

    /** Milliseconds since 1970. */
    public function now(): int
    {
        return (int)(microtime(true) * 1000) + $this->ms;
    }

    /** In place: who has the file mapped sees it at once. */
    private function set(int $ms): void
    {
        $this->ms = $ms;
        $file = fopen($this->file, 'c');
        fwrite($file, pack('q', $ms));
        fclose($file);
        chmod($this->file, 0644);
    }
}
