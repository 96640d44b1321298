<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Tests\Extension\Support;

use Ledgerline\Native\Engine;

/**
 * Everything that can go wrong, at random and at once, while a shop works; then counts what is lost, there twice, or wrong.
 *
 * Web workers (PHP-FPM) take records into the queue, their background sender and several drains send them. What a worker did not confirm is given
 * to it again, as the outbox does. After each few records one fault is injected, each kind as often as the others.
 *
 * Time goes by in leaps, so that leases, pauses and the limits of Xero do not make it last for hours: only while no drain is in the middle of something
 * and no call is under way, because a call that lasts longer than its time limit is what nobody can see.
 */
final class Chaos
{
    private const DRAINS = 3;

    private const TIMEOUT = 2;

    /** Seconds after which something hangs. */
    private const STILL = 90;

    /** Seconds of a leap: the calls of a minute are free again, and what was not answered is looked up. */
    private const LEAP = 61;

    /** What the sandbox does to a call: kind, and more of the order. */
    private const CALLS = [
        'connection closed before the call' => ['kind' => 'reset_before'],
        'answer lost after the commit' => ['kind' => 'reset_after_commit'],
        'silence after the commit' => ['kind' => 'timeout_after_commit', 'seconds' => 4],
        '500 without effect' => ['kind' => 'status_500'],
        '500 with effect' => ['kind' => 'status_500_after_commit'],
        '503, organisation offline' => ['kind' => 'offline_503'],
        '503, maintenance' => ['kind' => 'maintenance_503'],
        'truncated JSON' => ['kind' => 'truncated_json'],
        'garbage instead of JSON' => ['kind' => 'garbage_json'],
        'page of a proxy, without effect' => ['kind' => 'foreign', 'status' => 403],
        'page of a proxy, with effect' => ['kind' => 'foreign_after_commit', 'status' => 502],
        'an error dressed as validation' => ['kind' => 'error_in_validation', 'elements' => [0]],
        'slow answer' => ['kind' => 'slow', 'seconds' => 1],
        'slower than the time limit' => ['kind' => 'slow', 'seconds' => self::TIMEOUT + 1],
        '429 of the minute' => ['kind' => 'rate_minute', 'seconds' => 5],
        '429 of calls at once' => ['kind' => 'rate_concurrent'],
        'a look-up that shows nothing' => ['kind' => 'empty_list', 'match' => ['method' => 'GET', 'path' => '/Invoices']],
        'a look-up without settlements' => ['kind' => 'without_settlements', 'match' => ['method' => 'GET', 'path' => '/Invoices']],
    ];

    private const PATHS = ['/Contacts', '/Invoices', '/Payments', '/CreditNotes'];

    /** What the sandbox does to a token. */
    private const TOKENS = [
        'token expired' => ['kind' => 'expire_token'],
        'token refused' => ['kind' => 'token_refused', 'match' => ['path' => '/api.xro']],
        'answer of a refresh lost' => ['kind' => 'reset_after_commit', 'match' => ['path' => '/connect/token']],
        'refresh answered 500' => ['kind' => 'status_500', 'match' => ['path' => '/connect/token']],
        'refresh answered garbage' => ['kind' => 'garbage_json', 'match' => ['path' => '/connect/token']],
    ];

    /** Codes of failures that a drain or a worker may tell while Xero, the tokens or the network fail. */
    private const CODES = ['not_connected', 'consent_ended', 'token_refused', 'xero_unreachable', 'xero_trouble', 'limit_minute', 'limit_concurrent', 'unexpected_answer'];

    private readonly array $options;

    private Fpm $fpm;

    /** @var array<int, array{command: Command, read: int, paused: bool, did: ?array}> */
    private array $drains = [];

    private int $started = 0;

    /** @var array<string, int> injected, by what */
    private array $faults = [];

    /** @var array<string, int> codes that drains and workers told */
    private array $said = [];

    /** @var array<string, int> jobs that were held, by code: the most at one moment */
    private array $held = [];

    /** @var string[] what must not happen */
    private array $wrong = [];

    /** @var int[] records to be given to a worker */
    private array $touched = [];

    private int $last = 0;

    /** @var array{0: float, 1: callable(): void, 2: string}|null a fault that lasts */
    private ?array $lasting = null;

    private \CurlMultiHandle $web;

    /** @var array<int, array{0: \CurlHandle, 1: int[]}> */
    private array $requests = [];

    private int $leaps = 0;

    /** When something came through. */
    private float $moved = 0.0;

    public function __construct(private readonly string $folder, private readonly ChaosPlace $place, private readonly Sandbox $sandbox, int $seed, private readonly array $settings = ['batch_size' => 10])
    {
        mt_srand($seed);
        $this->options = Shop::options($place->store(), $sandbox->address, ['timeout' => self::TIMEOUT]);
        $this->web = curl_multi_init();
        $this->php('Business::connect($engine, $given["sandbox"], $given["settings"]); echo "true";');
        $sandbox->latency(5, 5);
    }

    /** Codes for which a job may be held in the middle of all this; a person sends it again. A part is not sent while the store has lost its order. */
    public static function heldFor(): array
    {
        return ['outcome_unproven', 'never_answered', 'number_taken', 'document_not_sent', 'document_held'];
    }

    /**
     * Sends so many records, with a fault after each few of them.
     *
     * @param float $pause seconds between two faults
     */
    public function run(int $records, int $each, float $pause = 0.3, ?callable $tell = null): void
    {
        $this->startAll();
        $this->moved = microtime(true);
        $deck = [];
        $next = 0.0;
        while ($this->last < $records || $this->touched !== [] || $this->requests !== []) {
            if ($this->last < $records && count($this->touched) < 100 && microtime(true) >= $next && $this->lasting === null) {
                $until = min($records, $this->last + $each);
                array_push($this->touched, ...range($this->last + 1, $until));
                $this->last = $until;
                $deck = $deck ?: $this->deck();
                $this->inject(...array_pop($deck));
                $next = microtime(true) + $pause;
                $tell === null ?: $tell($this->last);
            }
            $this->step();
            if ($this->standsStill()) {
                return;
            }
        }
    }

    /** Whether nothing has come through for minutes. */
    private function standsStill(): bool
    {
        if (microtime(true) < $this->moved + self::STILL) {
            return false;
        }
        $this->wrong[] = 'nothing moves: ' . json_encode(['touched' => count($this->touched), 'requests' => count($this->requests), 'lasting' => $this->lasting[2] ?? '', 'drains' => array_map(static fn (array $drain): array => ['paused' => $drain['paused'], 'stopped' => $drain['did']['stopped'] ?? '', 'pid' => $drain['command']->pid], $this->drains), 'said' => $this->said]);
        return true;
    }

    /** Ends what goes wrong, and lets the shop work until nothing is left. What is held then is sent again by a person, once. */
    public function finish(int $rounds = 80): void
    {
        if ($this->wrong !== [] && str_starts_with((string)end($this->wrong), 'nothing moves')) {
            return;
        }
        $this->endLasting();
        $this->sandbox->latency(0);
        $this->sandbox->ask('faults', null, 'DELETE');
        $asked = 0;
        for ($round = 0; $round < $rounds; $round++) {
            $this->leap($round % 8 === 7 ? 3601 : self::LEAP);
            $until = microtime(true) + 1.5;
            while (microtime(true) < $until || $this->touched !== [] || $this->requests !== []) {
                $this->step(false);
            }
            $open = array_filter($this->jobs(), static fn (string $state): bool => $state !== 'done', ARRAY_FILTER_USE_KEY);
            if (array_sum($open) === 0) {
                break;
            }
            if (array_keys($open) === ['held'] && $asked < 5) {
                $asked++;
                $this->php('echo json_encode($engine->retry(["all" => true]));');
            }
        }
        $this->stopAll();
    }

    /**
     * Compares Xero's books with what was sold.
     *
     * @return array<string, mixed>
     */
    public function counts(): array
    {
        $lost = $twice = $wrong = [];
        $documents = 0;
        foreach (Business::expected($this->last) as $connection => $expected) {
            $found = [];
            foreach ($this->sandbox->ask('documents?organisation=' . rawurlencode(Business::BOOKS[$connection])) as $document) {
                if (!in_array($document['status'], ['VOIDED', 'DELETED'], true)) {
                    $found[$document['number']][] = $document;
                }
            }
            foreach ($expected as $number => $sale) {
                $documents += 1 + count($sale['payments']);
                $there = $found[$number] ?? [];
                unset($found[$number]);
                $amounts = array_column($there[0]['payments'] ?? [], 'amount');
                sort($amounts);
                sort($sale['payments']);
                if ($there === [] || count($amounts) < count($sale['payments'])) {
                    $lost[] = "$connection $number";
                } elseif (count($there) > 1 || count($amounts) > count($sale['payments'])) {
                    $twice[] = "$connection $number";
                } elseif ($there[0]['total'] !== $sale['total'] || $amounts !== $sale['payments']) {
                    $wrong[] = "$connection $number: {$there[0]['total']} " . implode('+', $amounts);
                }
            }
            array_push($wrong, ...array_map(static fn (string|int $number): string => "$connection $number: not ours", array_keys($found)));
        }
        $counts = $this->sandbox->ask('counts');
        $contacts = array_sum(array_column($counts['organisations'], 'contacts'));
        $violations = array_sum(array_map(array_sum(...), [$counts['unknown_properties'], $counts['read_only_properties'], $counts['null_properties'], $counts['string_numbers']])) + $counts['key_conflicts'];
        $states = $this->jobs();
        $health = $this->php('echo json_encode($engine->health()["store"]);');
        return [
            'records' => $this->last, 'documents' => $documents + $contacts, 'faults' => array_sum($this->injected()), 'lost' => $lost, 'twice' => $twice,
            'wrong' => $wrong, 'contacts' => $contacts - Business::contacts($this->last), 'open' => array_diff_key($states, ['done' => 0]), 'violations' => $violations,
            '429' => $counts['refused_429_total'], 'injected_429' => $counts['injected_429'], 'calls' => $counts['calls_total'], 'held' => $this->held, 'said' => $this->said, 'leaps' => $this->leaps,
            'unforeseen' => $this->wrong, 'left' => $this->left(), 'store' => $health['ok'] ? 'ok' : $health['code'] . ': ' . $health['message'],
        ];
    }

    /** Whether everything is there once, as it was sold. */
    public static function isClean(array $counts): bool
    {
        return $counts['lost'] === [] && $counts['twice'] === [] && $counts['wrong'] === [] && $counts['contacts'] === 0 && $counts['open'] === [] && $counts['violations'] === 0
            && $counts['unforeseen'] === [] && $counts['store'] === 'ok' && array_diff(array_keys($counts['held']), self::heldFor()) === [];
    }

    /**
     * Faults that came about, by what.
     *
     * @return array<string, int>
     */
    public function injected(): array
    {
        $injected = $this->faults;
        ksort($injected);
        return $injected;
    }

    // --- what goes wrong ---------------------------------------------------------------------------------------------

    /**
     * Every fault once, in an order of chance.
     *
     * @return array<int, array{0: string, 1: callable}>
     */
    private function deck(): array
    {
        $deck = [];
        foreach (self::CALLS as $what => $order) {
            $deck[] = ["Xero: $what", fn (): bool => $this->order($order + ['match' => ['path' => self::PATHS[mt_rand(0, count(self::PATHS) - 1)]]])];
        }
        foreach (self::TOKENS as $what => $order) {
            $deck[] = ["token: $what", function () use ($order): bool {
                if (($order['match']['path'] ?? '') === '/connect/token') {
                    $this->sandbox->ask('expire-tokens', []);
                }
                return $this->order($order);
            }];
        }
        $deck[] = ['token: consent revoked, given again', function (): bool {
            $this->sandbox->ask('revoke', ['client_id' => 'sandbox-web']);
            return true;
        }];
        $deck[] = ['process: a drain killed', fn (): bool => $this->killDrain()];
        $deck[] = ['process: all web workers killed', fn (): bool => $this->killWorkers()];
        foreach ($this->place->faults() as $what => $fault) {
            $deck[] = [$what, fn (): array|bool => $fault($this)];
        }
        // Not shuffle(): it has the same source of chance, but array_rand and it were changed between versions of PHP.
        for ($at = count($deck) - 1; $at > 0; $at--) {
            $other = mt_rand(0, $at);
            [$deck[$at], $deck[$other]] = [$deck[$other], $deck[$at]];
        }
        return $deck;
    }

    private function inject(string $what, callable $fault): void
    {
        $came = $fault();
        if (is_array($came)) {
            $this->lasting = [microtime(true) + $came[0], $came[1], $what];
        }
        $this->faults[$what] = ($this->faults[$what] ?? 0) + (int)($came !== false);
    }

    private function order(array $order): bool
    {
        $this->sandbox->ask('faults', $order);
        return true;
    }

    private function killDrain(): bool
    {
        if ($this->drains === []) {
            return false;
        }
        $which = array_rand($this->drains);
        $running = $this->drains[$which]['command']->isRunning();
        $this->drains[$which]['command']->signal(SIGKILL);
        return $running;
    }

    private function killWorkers(): bool
    {
        $workers = $this->fpm->workers();
        foreach ($workers as $pid) {
            posix_kill($pid, SIGKILL);
        }
        return $workers !== [];
    }

    private function endLasting(): void
    {
        if ($this->lasting !== null) {
            [, $end] = $this->lasting;
            $this->lasting = null;
            $end();
        }
    }

    // --- for what befalls the place ----------------------------------------------------------------------------------

    /** Kills everything that works on the store. */
    public function stopAll(): void
    {
        foreach ($this->drains as $drain) {
            $drain['command']->signal(SIGKILL);
            $drain['command']->wait();
        }
        $this->drains = [];
        $this->answered(true);
        $this->fpm->end();
    }

    public function startAll(): void
    {
        $this->fpm = new Fpm($this->folder, 4, [], [], $this->place->environment());
        $this->fpm->page('touched.php', Php::prelude(Php::copy($this->folder), ['options' => $this->options]) . <<<'PHP'
use Ledgerline\Xero\Tests\Extension\Support\Business;
try {
    $taken = $engine->enqueue(array_map(static fn (string $number): array => Business::record((int)$number), explode(',', $_GET['n'])), ['immediately' => true]);
    echo json_encode(['refused' => $taken['refused']]);
} catch (XeroException $e) {
    echo json_encode(['code' => $e->getErrorCode(), 'message' => $e->getMessage()]);
}
PHP);
    }

    /** Runs code beside the store, with the time of its place. */
    public function php(string $code, array $given = []): mixed
    {
        $use = 'use Ledgerline\Xero\Tests\Extension\Support\Business; use Ledgerline\Xero\Tests\Extension\Support\Sandbox;';
        $given += ['options' => $this->options, 'settings' => $this->settings, 'address' => $this->sandbox->address];
        $sandbox = '$given["sandbox"] = Sandbox::at($given["address"]);';
        return Php::run($this->folder, $use . $sandbox . $code, $given, ['environment' => $this->place->environment()]);
    }

    /** The store forgot what came in since it had so many records, or nobody knows: they are read from the shop again, as Sync All does. */
    public function touchAgain(int $after = 0): void
    {
        $this->touched = array_values(array_unique([...$this->touched, ...($this->last > $after ? range($after + 1, $this->last) : [])]));
    }

    /** How many records were given to the shop. */
    public function last(): int
    {
        return $this->last;
    }

    /** All records that are known to be in the queue, when none is on its way. */
    public function hasGivenEverything(): bool
    {
        return $this->touched === [] && $this->requests === [];
    }

    public function unforeseen(string $what): void
    {
        $this->wrong[] = $what;
    }

    // --- the shop at work --------------------------------------------------------------------------------------------

    private function step(bool $leaping = true): void
    {
        if ($this->lasting !== null && microtime(true) >= $this->lasting[0]) {
            $this->endLasting();
        }
        $this->give();
        $this->answered();
        $this->work();
        // Everybody looked for something to do, and nobody found anything.
        if ($leaping && $this->lasting === null && $this->drains !== [] && array_filter($this->drains, static fn (array $drain): bool => ($drain['did'] ?? ['done' => 1])['done'] > 0) === []) {
            $this->leap(self::LEAP);
        }
        usleep(10_000);
    }

    /** Hands what was touched to web workers: several at a time, but an order before its parts, as the outbox does. */
    private function give(): void
    {
        while ($this->touched !== [] && count($this->requests) < 3) {
            sort($this->touched);
            $under = [];
            foreach ($this->requests as [, $given]) {
                $under += array_flip(array_map(Business::sale(...), $given));
            }
            $free = array_filter($this->touched, static fn (int $number): bool => !isset($under[Business::sale($number)]));
            $sales = array_slice(array_unique(array_map(Business::sale(...), $free)), 0, 3);
            $numbers = array_filter($free, static fn (int $number): bool => in_array(Business::sale($number), $sales, true));
            if ($numbers === []) {
                return;
            }
            $this->touched = array_values(array_diff($this->touched, $numbers));
            $handle = curl_init($this->fpm->address . '/touched.php?n=' . implode(',', $numbers));
            curl_setopt_array($handle, [CURLOPT_RETURNTRANSFER => true, CURLOPT_TIMEOUT => 40]);
            curl_multi_add_handle($this->web, $handle);
            $this->requests[(int)$handle] = [$handle, $numbers];
        }
    }

    /** What was not confirmed is still in the outbox. */
    private function answered(bool $everything = false): void
    {
        curl_multi_exec($this->web, $running);
        while ($done = curl_multi_info_read($this->web)) {
            $this->take($done['handle'], $done['result'] === CURLE_OK);
        }
        if ($everything) {
            foreach ($this->requests as [$handle, $numbers]) {
                curl_multi_remove_handle($this->web, $handle);
                array_push($this->touched, ...$numbers);
            }
            $this->requests = [];
        }
    }

    private function take(\CurlHandle $handle, bool $whole): void
    {
        [, $numbers] = $this->requests[(int)$handle];
        unset($this->requests[(int)$handle]);
        $status = curl_getinfo($handle, CURLINFO_RESPONSE_CODE);
        $body = (string)curl_multi_getcontent($handle);
        curl_multi_remove_handle($this->web, $handle);
        $answer = json_decode($body, true);
        if ($status === 200 && isset($answer['refused'])) {
            $this->moved = microtime(true);
            foreach ($answer['refused'] as $refused) {
                $this->wrong[] = 'refused: ' . json_encode($refused);
            }
            return;
        }
        if (isset($answer['code'])) {
            $this->say($answer['code'], $answer['message']);
        } elseif ($status === 200 && $whole) {
            // A worker that was killed while it answered leaves an answer that is cut off.
            $this->wrong[] = "a web worker: $body " . substr($this->fpm->log(), -500);
        }
        array_push($this->touched, ...$numbers);
    }

    private function say(string $code, string $message): void
    {
        $this->said[$code] = ($this->said[$code] ?? 0) + 1;
        $words = "said: $code: $message";
        if (!in_array($code, [...self::CODES, ...$this->place->codes()], true) && !in_array($words, $this->wrong, true)) {
            $this->wrong[] = $words;
        }
    }

    /** Drains: one stays, as on the command line, the others come and go as cron's do. */
    private function work(): void
    {
        for ($which = 0; $which < self::DRAINS; $which++) {
            if (!isset($this->drains[$which])) {
                $rounds = $which === 0 ? 1_000_000 : 3;
                $this->drains[$which] = ['command' => Php::start($this->folder, self::DRAIN, ['options' => $this->options, 'gate' => $this->gate(), 'rounds' => $rounds], ['environment' => $this->place->environment()]), 'read' => 0, 'paused' => false, 'did' => null];
                $this->started++;
                continue;
            }
            $drain = &$this->drains[$which];
            $running = $drain['command']->isRunning();
            $output = $drain['command']->output();
            $end = strrpos($output, "\n");
            foreach ($end === false ? [] : array_filter(explode("\n", substr($output, $drain['read'], max(0, $end - $drain['read'])))) as $line) {
                $this->read($drain, (array)json_decode($line, true));
            }
            $drain['read'] = $end === false ? 0 : $end + 1;
            if (!$running) {
                $status = $drain['command']->wait();
                if ($status !== 0 && $status !== 128 + SIGKILL) {
                    $this->wrong[] = "a drain ended with $status: " . $drain['command']->errors();
                }
                unset($this->drains[$which]);
            }
            unset($drain);
        }
    }

    private function read(array &$drain, array $line): void
    {
        $drain['paused'] = $line['paused'] ?? false;
        if (isset($line['code'])) {
            $this->say($line['code'], $line['message']);
        }
        if (isset($line['done'])) {
            $drain['did'] = $line;
            foreach ($line['held_by'] as $held) {
                $this->held[$held['code']] = max($this->held[$held['code']] ?? 0, $held['count']);
            }
            foreach ($line['connections'] as $connection) {
                if (in_array($connection['state'], ['needs_connection', 'disconnected'], true)) {
                    $this->person();
                }
            }
        }
    }

    /** A person sees that a connection has ended and agrees again. */
    private function person(): void
    {
        try {
            $this->php('foreach ($engine->connections() as $one) { if ($one["state"] !== "connected") { $one["connection"] === "default" ? Business::consent($engine, $given["sandbox"]) : $engine->connectCustom($one["connection"]); } } echo "true";');
        } catch (\RuntimeException $e) {
            // The next one succeeds: this person met a fault, too.
            $this->said['a person had to try again'] = ($this->said['a person had to try again'] ?? 0) + 1;
        }
    }

    private function gate(): string
    {
        return "$this->folder/gate-closed";
    }

    /** Time goes by, while nobody is in the middle of something. */
    private function leap(int $seconds): void
    {
        touch($this->gate());
        // A busy machine takes its time. Without rest there is no leap: a sender that is stopped for longer than its lease is the limit that docs/exactly-once.md tells.
        $end = microtime(true) + 600;
        do {
            usleep(10_000);
            $this->answered();
            $this->work();
            $paused = $this->drains !== [] && array_filter($this->drains, static fn (array $drain): bool => !$drain['paused']) === [];
            $waiting = array_sum(array_column($this->sandbox->ask('counts')['organisations'], 'under_way'));
        } while ((!$paused || $waiting > 0 || $this->requests !== []) && microtime(true) < $end);
        if (microtime(true) >= $end) {
            unlink($this->gate());
            $this->wrong[] = 'nobody came to rest: ' . json_encode(['paused' => $paused, 'calls' => $waiting, 'requests' => count($this->requests), 'drains' => array_column(array_column($this->drains, 'command'), 'pid')]);
            return;
        }
        $this->place->timeGoesBy($seconds);
        $this->sandbox->advance($seconds);
        $this->leaps++;
        foreach ($this->drains as &$drain) {
            $drain['did'] = null;
        }
        unset($drain);
        unlink($this->gate());
    }

    /**
     * @return string[] jobs that are not done, with what is told of them
     */
    private function left(): array
    {
        $jobs = $this->php('echo json_encode($engine->jobs(["filters" => [["field" => "state", "condition" => "neq", "value" => "done"]], "page_size" => 20, "english" => true])["items"]);');
        return array_map(static fn (array $job): string => implode(' ', array_map(static fn (string $field): string => (string)($job[$field] ?? ''), ['state', 'connection', 'kind', 'entity_id', 'number', 'code', 'message'])), $jobs);
    }

    /**
     * @return array<string, int> jobs by state
     */
    private function jobs(): array
    {
        $states = [];
        foreach ($this->php('echo json_encode($engine->counts()["jobs"]);') as $row) {
            $states[$row['state']] = ($states[$row['state']] ?? 0) + $row['count'];
        }
        return $states;
    }

    private const DRAIN = <<<'PHP'
for ($round = 0; $round < $given['rounds']; $round++) {
    if (is_file($given['gate'])) {
        echo json_encode(['paused' => true]), "\n";
        while (is_file($given['gate'])) {
            usleep(5_000);
            clearstatcache();
        }
        echo json_encode(['paused' => false]), "\n";
    }
    try {
        $report = $engine->drain(['seconds' => 1]);
        echo json_encode(array_intersect_key($report, ['done' => 0, 'stopped' => 0, 'waiting' => 0, 'held_by' => 0, 'connections' => 0])), "\n";
    } catch (XeroException $e) {
        echo json_encode(['code' => $e->getErrorCode(), 'message' => $e->getMessage(), 'done' => 0, 'held_by' => [], 'connections' => []]), "\n";
    }
    usleep(50_000);
    clearstatcache();
}
PHP;
}
