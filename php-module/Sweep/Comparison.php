<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Sweep;

use Ledgerline\Xero\Api\EngineInterface;
use Ledgerline\Xero\Snapshot\ReadAhead;
use Ledgerline\Xero\Snapshot\Reader;
use Ledgerline\Xero\Snapshot\Surroundings;

/**
 * Tells which records need not be read, because nothing that they are made of changed since they were compared, and the engine still has what it
 * had then.
 *
 * What is remembered of each record is kept in the engine's store, beside its queue: a store that is put back from a backup, or begins again,
 * remembers no more than it has. In blocks of records, so that a thousand of them are one row there.
 *
 * The order matters: a record is digested before it is read, so that what is saved in between makes it different the next time; and what the
 * engine has is asked after it took the record.
 */
class Comparison
{
    /** Records of one block, by their ids. */
    public const BLOCK = 1000;

    /** Everything is read in full once in so many days: other modules may know what no digest tells. */
    public const FULL_DAYS = 7;

    private const DAY = 86400;

    /** How a record was compared: in Sync All, which also takes up what was sent under other settings; or in a comparison, which does not. */
    private const HISTORY = 'h';
    private const SWEEP = 's';

    private ?string $surroundings = null;

    /** @var array<string,bool> entities that other modules are asked about */
    private array $asked = [];

    public function __construct(
        private readonly EngineInterface $engine,
        private readonly Reader $reader,
        private readonly Surroundings $around,
        private readonly ReadAhead $ahead
    ) {}

    /** Begins a round: what all records have in common is read now, before any of them. */
    public function begin(): void
    {
        $this->surroundings = $this->around->digest();
        foreach (Reader::ENTITIES as $entity) {
            $this->asked[$entity] = $this->around->isAsked($entity);
        }
    }

    /**
     * The next records of one block, ascending.
     * @return int[]
     */
    public function ids(string $entity, string $connection, int $after, ?string $from = null, ?string $to = null): array
    {
        $ids = $this->reader->ids($entity, $connection, $after, self::BLOCK, $from, $to);
        $block = $ids === [] ? 0 : intdiv($ids[0], self::BLOCK);
        return array_values(array_filter($ids, static fn (int $id): bool => intdiv($id, self::BLOCK) === $block));
    }

    /**
     * Says which records come after those that are at work, so that other processes may digest them meanwhile; and read them, where all of them will be.
     * @param int[] $ids of one block
     */
    public function expect(string $entity, string $connection, array $ids, bool $isFull): void
    {
        if ($ids === [] || !$this->ahead->isAtWork()) {
            return;
        }
        $this->ahead->expectDigests($entity, $ids, $isFull || $this->block($entity, $connection, $ids)['records'] === []);
    }

    /** Whether other modules say something about an entity's records, which only this process asks. */
    public function isAsked(string $entity): bool
    {
        return $this->asked[$entity] ?? false;
    }

    /**
     * Everything that exists, asked for by a person. What other modules say something about is always read.
     * @param int[] $ids of one block
     * @param bool $isFull read all of them
     * @param \Closure(int[]):int[] $take reads records and enqueues them; gives back those that the engine took, or has, or ignores
     * @return array<int,bool> those that were not read, and whether the engine has something of them
     */
    public function history(string $entity, string $connection, array $ids, bool $isFull, \Closure $take): array
    {
        $block = $this->block($entity, $connection, $ids);
        return $this->look($block, $entity, $connection, $ids, self::HISTORY, $isFull || $this->asked[$entity], $take);
    }

    /**
     * The nightly comparison; in its turn a block is read in full.
     * @param int[] $ids of one block, all that there are of it
     * @param \Closure(int[]):int[] $take as of history()
     */
    public function nightly(string $entity, string $connection, array $ids, \Closure $take): void
    {
        $block = $this->block($entity, $connection, $ids);
        $isDue = $block['full_at'] <= time() - self::FULL_DAYS * self::DAY;
        if ($isDue) {
            $block['full_at'] = time();
        }
        $this->look($block, $entity, $connection, $ids, self::SWEEP, $isDue, $take);
    }

    /**
     * @param array{around:string, full_at:int, records:array<int,string>} $block
     * @param int[] $ids
     * @param \Closure(int[]):int[] $take
     * @return array<int,bool> as of history()
     */
    private function look(array $block, string $entity, string $connection, array $ids, string $how, bool $isFull, \Closure $take): array
    {
        if ($ids === []) {
            return [];
        }
        $digests = array_map($this->short(...), $this->ahead->digests($entity, $ids));
        $contents = $this->engine->contents($connection, $entity, $ids);
        $same = [];
        foreach ($isFull ? [] : $ids as $id) {
            $known = $block['records'][$id] ?? '';
            // What Sync All compared needs no comparison; the other way round it does.
            $isEnough = $how === self::SWEEP || str_starts_with($known, self::HISTORY);
            if ($isEnough && substr($known, 1) === ($digests[$id] ?? '?') . ($contents[$id] ?? '')) {
                $same[$id] = isset($contents[$id]);
            }
        }
        $changed = array_values(array_diff($ids, array_keys($same)));
        if ($changed === []) {
            return $same;
        }
        $taken = array_flip($take($changed));
        $contents = $this->engine->contents($connection, $entity, $changed);
        foreach ($changed as $id) {
            unset($block['records'][$id]);
            if (isset($taken[$id], $digests[$id])) {
                $block['records'][$id] = $how . $digests[$id] . ($contents[$id] ?? '');
            }
        }
        $this->engine->setCursor($this->name($entity, $connection, $ids), (string)json_encode($block));
        return $same;
    }

    /**
     * What is remembered of a block; nothing where anything is different that all records have in common.
     * @param int[] $ids
     * @return array{around:string, full_at:int, records:array<int,string>}
     */
    private function block(string $entity, string $connection, array $ids): array
    {
        if ($this->surroundings === null) {
            $this->begin();
        }
        $cursor = $ids === [] ? null : $this->engine->cursor($this->name($entity, $connection, $ids));
        $block = $cursor === null ? null : json_decode($cursor, true);
        if (is_array($block) && ($block['around'] ?? null) === $this->surroundings) {
            return ['around' => $this->surroundings, 'full_at' => (int)($block['full_at'] ?? 0), 'records' => (array)($block['records'] ?? [])];
        }
        // The blocks of a shop that was read as a whole take turns from then on.
        $turn = $ids === [] ? 0 : intdiv($ids[0], self::BLOCK) % self::FULL_DAYS;
        return ['around' => $this->surroundings, 'full_at' => time() - $turn * self::DAY, 'records' => []];
    }

    /** @param int[] $ids */
    private function name(string $entity, string $connection, array $ids): string
    {
        return sprintf('compared.%s.%s.%d', $connection, $entity, intdiv($ids[0], self::BLOCK));
    }

    /** Sixty-six bits of a digest. */
    private function short(string $digest): string
    {
        return substr(base64_encode(hash('md5', $digest, true)), 0, 11);
    }
}
