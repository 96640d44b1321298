<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Tests\Magento\Support;

/**
 * A process of its own: what it wrote, and how it ended.
 */
final class Process
{
    /** @var resource */
    private $process;

    private string $name;

    private ?int $code = null;

    private float $began;

    public float $seconds = 0.0;

    /**
     * @param string[] $command
     * @param array<string, string|null> $environment null takes a variable away
     */
    public function __construct(array $command, public readonly string $folder, array $environment = [], bool $asRoot = false)
    {
        $this->name = $folder . '/process-' . bin2hex(random_bytes(4));
        $this->began = microtime(true);
        $variables = array_filter(array_merge(getenv(), $environment), static fn (mixed $value): bool => $value !== null);
        $files = [['file', '/dev/null', 'r'], ['file', $this->name . '.out', 'w'], ['file', $this->name . '.err', 'w']];
        $this->process = User::elevated(fn () => proc_open(User::command($command, $asRoot), $files, $pipes, (string)getenv('MAGENTO_ROOT'), $variables))
            ?: throw new \RuntimeException('The process cannot be started: ' . implode(' ', $command));
    }

    public function isRunning(): bool
    {
        if ($this->code === null) {
            $status = proc_get_status($this->process);
            if (!$status['running']) {
                $this->code = $status['exitcode'];
                $this->seconds = microtime(true) - $this->began;
            }
        }
        return $this->code === null;
    }

    /** Waits for the end; returns the exit code. */
    public function wait(float $seconds = 300): int
    {
        $end = microtime(true) + $seconds;
        while ($this->isRunning()) {
            if (microtime(true) > $end) {
                $this->kill();
                throw new \RuntimeException("It did not end in $seconds seconds:\n" . $this->output() . $this->errors());
            }
            usleep(3000);
        }
        return (int)$this->code;
    }

    public function signal(int $signal): void
    {
        if ($this->isRunning()) {
            User::elevated(fn () => proc_terminate($this->process, $signal));
        }
    }

    public function kill(): void
    {
        $this->signal(SIGKILL);
        while ($this->isRunning()) {
            usleep(1000);
        }
    }

    public function output(): string
    {
        return (string)file_get_contents($this->name . '.out');
    }

    public function errors(): string
    {
        return (string)file_get_contents($this->name . '.err');
    }

    public function everything(): string
    {
        return $this->output() . $this->errors();
    }

    public function json(): array
    {
        $answer = json_decode($this->output(), true);
        return is_array($answer) ? $answer : throw new \RuntimeException("Not JSON (exit code {$this->code}):\n" . $this->everything());
    }
}
