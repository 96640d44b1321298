<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Snapshot;

/**
 * Reads records in processes beside this one, so that database, snapshots and engine are at work at the same time.
 *
 * Only on the command line, and where PHP can fork; else, and for what nobody said in advance, everything is read here. Magento's database adapter
 * notices a fork and connects again. Other connections of the parent (a cache server) must not be used by two processes: so the first records are read
 * before the fork, which fills what Magento keeps in memory, and other modules are never asked in a child.
 *
 * What is unserialised comes from this process's own child, and is arrays and text.
 *
 * phpcs:disable Magento2.Functions.DiscouragedFunction,Magento2.Security.InsecureFunction,Magento2.Exceptions.TryProcessSystemResources
 */
class ReadAhead
{
    /** Records that are read at once: beyond this fewer queries save little, and memory grows. */
    public const PORTION = 500;

    /** Seconds; whoever ends closes the other's socket. */
    private const PATIENCE = 86400;

    private const DIGESTS = 'digests';
    private const SNAPSHOTS = 'snapshots';

    /** @var array<int,resource> sockets of the processes, by their ids */
    private array $processes = [];

    /** @var array<string,int> which process was asked for what */
    private array $asked = [];

    /** @var array<string,array> what came before anybody wanted it */
    private array $answers = [];

    public function __construct(private readonly Reader $reader, private readonly int $count = 2) {}

    /**
     * Starts the processes; end() must follow.
     * @param array<string,int[]> $first some records of each entity
     */
    public function begin(array $first): void
    {
        if (PHP_SAPI !== 'cli' || !function_exists('pcntl_fork') || !function_exists('posix_kill')) {
            return;
        }
        foreach ($first as $entity => $ids) {
            $this->answer([self::DIGESTS, $entity, $ids]);
            $this->answer([self::SNAPSHOTS, $entity, $ids]);
        }
        for ($number = 0; $number < $this->count; $number++) {
            $pair = stream_socket_pair(STREAM_PF_UNIX, STREAM_SOCK_STREAM, 0);
            $process = $pair === false ? -1 : pcntl_fork();
            if ($process === 0) {
                foreach ($this->processes as $sibling) {
                    fclose($sibling);
                }
                fclose($pair[0]);
                $this->serve($pair[1]);
            }
            if ($process > 0) {
                fclose($pair[1]);
                stream_set_chunk_size($pair[0], 1 << 20);
                stream_set_timeout($pair[0], self::PATIENCE);
                $this->processes[$process] = $pair[0];
            }
        }
    }

    public function isAtWork(): bool
    {
        return $this->processes !== [];
    }

    public function end(): void
    {
        foreach ($this->processes as $process => $socket) {
            fclose($socket);
            posix_kill($process, SIGKILL);
            pcntl_waitpid($process, $status);
        }
        $this->processes = [];
        $this->asked = [];
        $this->answers = [];
    }

    /**
     * Says what will be asked of records: their digests, and perhaps their snapshots. One process does both, in this order: what is saved in between
     * must make the digest the older of the two.
     * @param int[] $ids
     */
    public function expectDigests(string $entity, array $ids, bool $withSnapshots): void
    {
        $process = $this->ask([self::DIGESTS, $entity, $ids]);
        // Nobody digests them ahead: whoever read them ahead would do so before they are digested here.
        foreach ($withSnapshots && $process !== null ? array_chunk($ids, self::PORTION) : [] as $portion) {
            $this->ask([self::SNAPSHOTS, $entity, $portion], $process);
        }
    }

    /**
     * Says which records will be read, whose digests are known.
     * @param int[] $ids
     */
    public function expect(string $entity, array $ids): void
    {
        foreach (array_chunk($ids, self::PORTION) as $portion) {
            $this->ask([self::SNAPSHOTS, $entity, $portion]);
        }
    }

    /**
     * As Reader::digests().
     * @param int[] $ids
     * @return array<int,string>
     */
    public function digests(string $entity, array $ids): array
    {
        return $this->take([self::DIGESTS, $entity, $ids]);
    }

    /**
     * Snapshots as Reader::read() gives them, or their JSON text: as the engine takes both.
     * @param int[] $ids
     * @return array<array{0:int, 1:string, 2:array|string}> id, connection, snapshot
     */
    public function read(string $entity, array $ids): array
    {
        return $this->take([self::SNAPSHOTS, $entity, $ids]);
    }

    /**
     * @param array{0:string, 1:string, 2:int[]} $question
     * @return int|null who was asked
     */
    private function ask(array $question, ?int $process = null): ?int
    {
        $key = $this->key($question);
        if ($this->processes === [] || isset($this->asked[$key])) {
            return $this->asked[$key] ?? null;
        }
        if ($process === null) {
            // Whoever has least to do.
            $busy = array_count_values($this->asked) + array_fill_keys(array_keys($this->processes), 0);
            asort($busy);
            $process = (int)array_key_first($busy);
        }
        if (!isset($this->processes[$process]) || !$this->write($this->processes[$process], (string)json_encode($question))) {
            $this->leave($process);
            return null;
        }
        return $this->asked[$key] = $process;
    }

    /** A process that ended (the system was short of memory, somebody killed it) is not asked any more: what it was asked for is read here. */
    private function leave(int $process): void
    {
        if (isset($this->processes[$process])) {
            fclose($this->processes[$process]);
            pcntl_waitpid($process, $status);
        }
        unset($this->processes[$process]);
        $this->asked = array_filter($this->asked, static fn (int $asked): bool => $asked !== $process);
    }

    /** @param array{0:string, 1:string, 2:int[]} $question */
    private function take(array $question): array
    {
        $key = $this->key($question);
        while (isset($this->asked[$key]) && !isset($this->answers[$key])) {
            $line = $this->line($this->processes[$this->asked[$key]]);
            if ($line === null) {
                $this->leave($this->asked[$key]);
                break;
            }
            [$came, $answer, $failure] = unserialize($line, ['allowed_classes' => false]);
            if ($failure !== null) {
                unset($this->asked[$came]);
                throw new \RuntimeException($failure);
            }
            $this->answers[$came] = $answer;
        }
        $answer = $this->answers[$key] ?? $this->answer($question);
        unset($this->asked[$key], $this->answers[$key]);
        return $answer;
    }

    /** @param array{0:string, 1:string, 2:int[]} $question */
    private function answer(array $question): array
    {
        [$what, $entity, $ids] = $question;
        return $what === self::DIGESTS ? $this->reader->digests($entity, $ids) : array_map(
            static fn (array $snapshot): array => [(int)$snapshot['id'], (string)$snapshot['connection'], $snapshot],
            $this->reader->read($entity, $ids)
        );
    }

    /**
     * The life of a process: answers until the other end is closed.
     * @param resource $socket
     */
    private function serve($socket): never
    {
        try {
            stream_set_timeout($socket, self::PATIENCE);
            do {
                $line = $this->line($socket);
            } while ($line !== null && $this->write($socket, serialize($this->answered((array)json_decode($line, true)))));
        } finally {
            // Nothing that was inherited may be closed in order: that would close it for the parent, too. And nothing of the parent's code may run on.
            posix_kill((int)getmypid(), SIGKILL);
        }
        exit; // phpcs:ignore Magento2.Security.LanguageConstruct
    }

    /**
     * An answer for another process.
     * @param array{0:string, 1:string, 2:int[]} $question
     * @return array{0:string, 1:array, 2:?string} to which question, the answer, what went wrong
     */
    private function answered(array $question): array
    {
        try {
            $answer = $this->answer($question);
            foreach ($question[0] === self::SNAPSHOTS ? $answer : [] as $index => [, , $snapshot]) {
                // What is no JSON stays an array: the engine says why it refuses it.
                $text = json_encode($snapshot, JSON_UNESCAPED_UNICODE | JSON_UNESCAPED_SLASHES);
                $answer[$index][2] = $text === false ? $snapshot : $text;
            }
            return [$this->key($question), $answer, null];
        } catch (\Throwable $thrown) {
            return [$this->key($question), [], $thrown->getMessage()];
        }
    }

    /** @param array{0:string, 1:string, 2:int[]} $question */
    private function key(array $question): string
    {
        return hash('md5', (string)json_encode($question));
    }

    /**
     * @param resource $socket
     * @return bool whether the other end took it
     */
    private function write($socket, string $text): bool
    {
        $text = pack('N', strlen($text)) . $text;
        for ($from = 0; $from < strlen($text); $from += $written) {
            // A socket that nobody reads any more is a warning, of which Magento makes an exception.
            $written = @fwrite($socket, $from === 0 ? $text : substr($text, $from)); // phpcs:ignore Generic.PHP.NoSilencedErrors
            if (!$written) {
                return false;
            }
        }
        return true;
    }

    /** @param resource $socket */
    private function line($socket): ?string
    {
        $length = stream_get_contents($socket, 4);
        if ($length === false || strlen($length) < 4) {
            return null;
        }
        $length = unpack('N', $length)[1];
        $text = stream_get_contents($socket, $length);
        return $text === false || strlen($text) < $length ? null : $text;
    }
}
