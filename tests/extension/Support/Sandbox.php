<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Tests\Extension\Support;

/**
 * A Xero of the test's own.
 */
final class Sandbox
{
    public readonly string $address;

    private ?Command $command = null;

    /**
     * @param string[] $arguments
     */
    public function __construct(string $folder, array $arguments = ['--limits', 'off'])
    {
        $output = $folder . '/sandbox-' . bin2hex(random_bytes(3)) . '.out';
        $this->command = new Command([(string)getenv('LEDGERLINE_SANDBOX'), '--listen', '127.0.0.1:0', ...$arguments], $output);
        // Even when the script exits in the middle.
        register_shutdown_function($this->command->end(...));
        $end = microtime(true) + 20;
        while (!preg_match('~listening on (http://\S+)~', $this->command->output(), $found)) {
            if (!$this->command->isRunning() || microtime(true) > $end) {
                throw new \RuntimeException("The sandbox did not start:\n" . $this->command->everything());
            }
            usleep(5000);
        }
        $this->address = $found[1];
    }

    /** One that another process started. */
    public static function at(string $address): self
    {
        $sandbox = (new \ReflectionClass(self::class))->newInstanceWithoutConstructor();
        $sandbox->address = $address;
        return $sandbox;
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

    public function latency(int $before, int $after = 0): void
    {
        $this->ask('switches', ['latency_ms' => $before, 'latency_after_ms' => $after]);
    }

    /** Time goes by. */
    public function advance(int $seconds): void
    {
        $this->ask('clock', ['advance_seconds' => $seconds]);
    }

    /**
     * Invoices by number: how many documents carry it, and what was paid.
     *
     * @return array<string, array{documents: int, payments: int, paid: string, total: string}>
     */
    public function invoices(): array
    {
        $found = [];
        foreach ($this->ask('documents') as $document) {
            if (!in_array($document['status'], ['VOIDED', 'DELETED'], true)) {
                $one = &$found[$document['number']];
                $one = ['documents' => ($one['documents'] ?? 0) + 1, 'payments' => ($one['payments'] ?? 0) + count($document['payments']), 'paid' => $document['paid'], 'total' => $document['total']];
                unset($one);
            }
        }
        return $found;
    }

    /**
     * Agrees on the consent page that was asked for with these parameters.
     *
     * @param array<string, string> $asked
     * @return array<string, string> what the browser is sent back with
     */
    public function decide(array $asked, string $organisation): array
    {
        $ids = array_column($this->ask('counts')['organisations'], 'id', 'name');
        $form = http_build_query($asked + ['organisation' => $ids[$organisation], 'decision' => 'allow']);
        $how = ['method' => 'POST', 'header' => 'Content-Type: application/x-www-form-urlencoded', 'content' => $form, 'follow_location' => 0, 'ignore_errors' => true, 'timeout' => 20];
        $page = file_get_contents($this->address . '/identity/connect/authorize', false, stream_context_create(['http' => $how]));
        foreach ($http_response_header as $line) {
            if (preg_match('~^location:\s*(\S+)~i', $line, $found)) {
                parse_str((string)parse_url($found[1], PHP_URL_QUERY), $back);
                return $back;
            }
        }
        throw new \RuntimeException("No consent: $page");
    }

    /** How many contacts the first organisation holds. */
    public function contacts(): int
    {
        return $this->ask('counts')['organisations'][0]['contacts'];
    }

    /** How many calls were refused because they were too many. */
    public function refusals(): int
    {
        return $this->ask('counts')['refused_429_total'];
    }

    public function end(): void
    {
        $this->command?->end();
    }
}
