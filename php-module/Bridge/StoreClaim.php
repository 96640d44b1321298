<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Bridge;

/** What the shop's database says of the store that sends. */
class StoreClaim
{
    /** Seconds for which a word is good. */
    private const GOOD = 60;
    /** Clocks of several machines may differ by so many seconds. */
    private const SKEW = 600;

    /**
     * @param string $word known to this store alone
     * @param string $store its identity
     * @param int $since when it began to send for the shop, and $at when it last said so (seconds since 1970)
     */
    public function __construct(
        public readonly string $word,
        public readonly string $store,
        public readonly StorePlace $place,
        public readonly int $since,
        public readonly int $at
    ) {}

    /** @param mixed $flag as the shop's database has it */
    public static function fromFlag(mixed $flag): ?self
    {
        $word = is_array($flag) && is_string($flag['word'] ?? null) ? $flag['word'] : '';
        return $word === '' ? null : new self(
            $word,
            (string)($flag['store'] ?? ''),
            StorePlace::fromArray((array)($flag['place'] ?? [])),
            (int)($flag['since'] ?? 0),
            (int)($flag['at'] ?? 0)
        );
    }

    public function toFlag(): array
    {
        return ['word' => $this->word, 'store' => $this->store, 'place' => $this->place->toArray(), 'since' => $this->since, 'at' => $this->at];
    }

    /**
     * Whether a store is the one that wrote this.
     *
     * @param StorePlace $here where it is
     * @param string $store its identity
     * @param string[] $words that it knows
     */
    public function judge(StorePlace $here, string $store, array $words): StoreVerdict
    {
        $knows = in_array($this->word, $words, true);
        return match (true) {
            $here->isCopyOf($this->place) => StoreVerdict::Copy,
            !$knows && !$here->hasPlaceOf($this->place, $store !== '' && $store === $this->store) => StoreVerdict::Other,
            $knows && $here->isWhere($this->place) => StoreVerdict::Same,
            default => StoreVerdict::Returned,
        };
    }

    /** Whether it is time for a new word. */
    public function isOld(int $now): bool
    {
        return $this->at <= $now - self::GOOD || $this->at > $now + self::SKEW;
    }
}
