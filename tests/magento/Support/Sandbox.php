<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Tests\Magento\Support;

/**
 * A Xero of the test's own, whose organisation has the shop's currency.
 */
final class Sandbox
{
    public readonly string $address;

    private Process $process;

    /**
     * @param string[] $arguments
     * @param array<string, mixed> $more about the organisation
     */
    public function __construct(string $folder, string $currency, array $arguments = ['--limits', 'off'], array $more = [])
    {
        $organisation = $folder . '/organisation.json';
        file_put_contents($organisation, json_encode(['name' => 'Test Books', 'base_currency' => $currency] + $more));
        $command = [(string)getenv('LEDGERLINE_SANDBOX'), '--listen', '127.0.0.1:0', '--organisation', $organisation, ...$arguments];
        $this->process = new Process($command, $folder);
        $end = microtime(true) + 20;
        while (!preg_match('~listening on (http://\S+)~', $this->process->output(), $found)) {
            if (!$this->process->isRunning() || microtime(true) > $end) {
                throw new \RuntimeException("The sandbox did not start:\n" . $this->process->everything());
            }
            usleep(5000);
        }
        $this->address = $found[1];
    }

    /** Asks or tells the sandbox itself something: /sandbox/{$what}. */
    public function ask(string $what, ?array $body = null, string $method = 'GET'): mixed
    {
        $request = ['method' => $body === null ? $method : 'POST', 'ignore_errors' => true, 'timeout' => 20, 'header' => 'Content-Type: application/json'];
        if ($body !== null) {
            $request['content'] = json_encode((object)$body);
        }
        $answer = file_get_contents($this->address . '/sandbox/' . $what, false, stream_context_create(['http' => $request]));
        $value = json_decode((string)$answer, true);
        if (!is_array($value) || isset($value['error'])) {
            throw new \RuntimeException("/sandbox/$what: $answer");
        }
        return $value;
    }

    /** The one document with this number. */
    public function document(string $number): ?array
    {
        $found = array_values(array_filter($this->ask('documents'), static fn (array $one): bool => $one['number'] === $number));
        if (count($found) > 1) {
            throw new \RuntimeException("$number is there " . count($found) . ' times.');
        }
        return $found[0] ?? null;
    }

    /**
     * Calls to the accounting API that write, with their bodies.
     *
     * @return array<int, array{method: string, path: string, body: mixed}>
     */
    public function writes(int $since = 0): array
    {
        return array_values(array_filter(
            $this->ask('calls?bodies=true&limit=1000&since=' . $since),
            static fn (array $call): bool => in_array($call['method'], ['POST', 'PUT'], true) && !preg_match('~^/(connect|identity|connections|sandbox)\b~', $call['path'])
        ));
    }

    public function callsMade(): int
    {
        return count($this->ask('calls?limit=1000'));
    }

    public function end(): void
    {
        $this->process->kill();
    }
}
