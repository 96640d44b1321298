<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Tests\Extension\Support;

/**
 * A process that was started: its output, its end, and the certainty that it ends.
 */
final class Command
{
    public readonly int $pid;

    /** @var resource */
    private $process;

    private ?int $status = null;

    /**
     * @param string[] $line
     * @param array<string, string>|null $environment
     */
    public function __construct(array $line, private readonly string $output, ?array $environment = null, private readonly ?string $errors = null)
    {
        $files = [['file', '/dev/null', 'r'], ['file', $output, 'w'], ['file', $errors ?? $output . '.errors', 'w']];
        $process = proc_open($line, $files, $pipes, null, $environment);
        if ($process === false) {
            throw new \RuntimeException('Cannot start ' . implode(' ', $line));
        }
        $this->process = $process;
        $this->pid = (int)proc_get_status($process)['pid'];
    }

    public function isRunning(): bool
    {
        if ($this->status !== null) {
            return false;
        }
        $state = proc_get_status($this->process);
        if ($state['running']) {
            return true;
        }
        // A shell's convention: ended by a signal is 128 and more.
        $this->status = $state['signaled'] ? 128 + $state['termsig'] : $state['exitcode'];
        proc_close($this->process);
        return false;
    }

    /** Waits for the end and returns the exit status; a process that takes too long is killed. */
    public function wait(float $seconds = 60): int
    {
        $end = microtime(true) + $seconds;
        while ($this->isRunning()) {
            if (microtime(true) > $end) {
                $this->signal(SIGKILL);
                while ($this->isRunning()) {
                    usleep(5000);
                }
                throw new \RuntimeException(sprintf("A process did not end within %.0f s:\n%s", $seconds, $this->everything()));
            }
            usleep(2000);
        }
        return (int)$this->status;
    }

    public function signal(int $signal): void
    {
        if ($this->isRunning()) {
            posix_kill($this->pid, $signal);
        }
    }

    public function output(): string
    {
        return (string)@file_get_contents($this->output);
    }

    public function errors(): string
    {
        return (string)@file_get_contents($this->errors ?? $this->output . '.errors');
    }

    public function everything(): string
    {
        return $this->output() . $this->errors();
    }

    /** The output of a process that must have ended well, as JSON. */
    public function json(float $seconds = 60): mixed
    {
        $status = $this->wait($seconds);
        $value = json_decode($this->output(), true);
        if ($status !== 0 || ($value === null && trim($this->output()) !== 'null')) {
            throw new \RuntimeException("Exit status $status:\n" . $this->everything());
        }
        return $value;
    }

    /** Ends it gently, then not. */
    public function end(): void
    {
        $this->signal(SIGTERM);
        $end = microtime(true) + 3;
        while ($this->isRunning() && microtime(true) < $end) {
            usleep(2000);
        }
        $this->signal(SIGKILL);
        while ($this->isRunning()) {
            usleep(2000);
        }
    }
}
