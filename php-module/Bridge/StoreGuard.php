<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Bridge;

use Ledgerline\Xero\Api\EngineException;
use Ledgerline\Xero\Api\EngineInterface;
use Magento\Framework\App\ResourceConnection;
use Magento\Framework\FlagManager;
use Magento\Framework\Lock\LockManagerInterface;
use Magento\Framework\Phrase;

/**
 * Sees to it that one store sends for the shop.
 *
 * Two servers that each have a store of their own would send everything twice. So the store that sends writes a random word into the shop's database
 * and into itself, and a new one every minute. A store that does not know the word is not the one that sent last, be it another one or a copy of it.
 * Why so, and what else is compared: docs/decisions/one-store.md
 */
class StoreGuard
{
    public const FOREIGN = 'store_foreign';
    public const COPIED = 'store_copied';
    /** The engine's code for a store that takes no changes because another one has its place. */
    private const MOVED = 'store_moved';

    private const FLAG = 'ledgerline_xero_store';
    /** Position in the store: its identity, the word, and the one before. */
    private const MEMORY = 'shop.word';
    /** Position at which the engine writes down when it last sent (milliseconds): after a long silence it looks up what others may have sent. */
    private const SEEN = 'seen_at';
    private const LOCK = 'ledgerline_store';
    /** Seconds: whoever has the lock needs milliseconds. */
    private const PATIENCE = 2;

    private int $trustedUntil = 0;

    /** @param int $trusted seconds for which a process does not look again */
    public function __construct(
        private readonly EngineInterface $engine,
        private readonly StorePlaceReader $place,
        private readonly FlagManager $flags,
        private readonly LockManagerInterface $locks,
        private readonly ResourceConnection $resource,
        private readonly int $trusted = 20
    ) {}

    /** @throws EngineException store_foreign or store_copied when this server's store must not send */
    public function check(): void
    {
        $refusal = $this->refusal();
        if ($refusal !== null) {
            throw $refusal;
        }
    }

    /** Whether this server's store sends, for those who leave it to the other one then. */
    public function isOurs(): bool
    {
        return $this->refusal() === null;
    }

    /** Why this server's store must not send; null: it may. */
    public function refusal(): ?EngineException
    {
        if (time() < $this->trustedUntil) {
            return null;
        }
        $claim = $this->claim();
        $verdict = $this->judge($claim);
        if ($verdict !== StoreVerdict::Same || $this->isDue($claim, $verdict)) {
            // Between the two looks another process may have written a word, of this store or of another one.
            $this->alone($verdict === StoreVerdict::Same && $claim !== null ? 0 : self::PATIENCE, function () use (&$claim, &$verdict): void {
                $claim = $this->claim();
                $verdict = $this->judge($claim);
                if ($this->isDue($claim, $verdict)) {
                    $this->renew($claim);
                }
            });
        }
        if ($claim !== null && !$verdict->maySend()) {
            return $this->moved() ?? $this->words($claim, $verdict);
        }
        $this->trustedUntil = time() + $this->trusted;
        return null;
    }

    /** The store that sends, or null before the first one did. */
    public function claim(): ?StoreClaim
    {
        return StoreClaim::fromFlag($this->flags->getFlagData(self::FLAG));
    }

    /**
     * From now on this server's store sends. What the other one may have sent meanwhile is looked up first.
     * @return bool false: another process is writing down right now which store sends, and nothing was changed
     */
    public function take(): bool
    {
        return $this->alone(10, function (): void {
            $this->engine->setCursor(self::SEEN, '0');
            $this->write(null);
        });
    }

    /**
     * The store was moved with all that is in it: where it is now is written down, so that a database of another name does not pass for a copy. A store
     * that does not know the word sends no more than it did where it was.
     */
    public function follow(): void
    {
        $this->alone(10, function (): void {
            $claim = $this->claim();
            if ($claim !== null && in_array($claim->word, $this->memory()[1], true)) {
                $this->write($claim);
            }
        });
    }

    private function judge(?StoreClaim $claim): StoreVerdict
    {
        if ($claim === null) {
            return StoreVerdict::Same;
        }
        [$store, $words] = $this->memory();
        $here = $this->place->here();
        $verdict = $claim->judge($here, $store, $words);
        return $verdict === StoreVerdict::Copy && $this->place->isShopUncertain()
            ? $claim->judge($here->withoutShop(), $store, $words)
            : $verdict;
    }

    /** Whether this store is to write a new word. */
    private function isDue(?StoreClaim $claim, StoreVerdict $verdict): bool
    {
        $isDue = match (true) {
            $claim === null => $this->hasBooks(),
            $verdict === StoreVerdict::Same => $claim->isOld(time()),
            default => $verdict === StoreVerdict::Returned,
        };
        // Inside a transaction of the shop the row would stay locked, for everybody, until its end.
        return $isDue && $this->resource->getConnection()->getTransactionLevel() === 0;
    }

    /** A store that is connected with nothing does not keep another one from beginning. */
    private function hasBooks(): bool
    {
        foreach ($this->engine->connections() as $connection) {
            if ($connection->organisation !== null) {
                return true;
            }
        }
        return false;
    }

    private function renew(?StoreClaim $claim): void
    {
        try {
            $this->write($claim);
        } catch (EngineException) { // phpcs:ignore Magento2.CodeAnalysis.EmptyBlock
            // A store that takes no changes, because it is being moved or its disk is full, sends nothing either, and says so itself.
        }
    }

    /** The store first, with the word of before beside the new one: whoever is killed in between has still the right one. */
    private function write(?StoreClaim $before): void
    {
        $word = bin2hex(random_bytes(16));
        $store = $this->memory()[0] ?: bin2hex(random_bytes(8));
        $this->engine->setCursor(self::MEMORY, trim("$store $word " . $before?->word));
        $since = $before !== null && $before->store === $store ? $before->since : time();
        $this->flags->saveFlag(self::FLAG, (new StoreClaim($word, $store, $this->place->here(), $since, time()))->toFlag());
    }

    /** @return array{0:string, 1:string[]} what the store knows: its identity and its words */
    private function memory(): array
    {
        $words = explode(' ', (string)$this->engine->cursor(self::MEMORY));
        return [(string)array_shift($words), $words];
    }

    /**
     * @param int $wait seconds; who does not get the lock leaves it to the other one
     * @return bool whether it was done
     */
    private function alone(int $wait, callable $do): bool
    {
        if (!$this->locks->lock(self::LOCK, $wait)) {
            return false;
        }
        try {
            $do();
        } finally {
            $this->locks->unlock(self::LOCK);
        }
        return true;
    }

    /** A store that has moved says where to. */
    private function moved(): ?EngineException
    {
        $store = $this->engine->health()->store;
        return $store->code === self::MOVED ? new EngineException(__('%1', $store->message->english), self::MOVED, ['fix' => '']) : null;
    }

    private function words(StoreClaim $claim, StoreVerdict $verdict): EngineException
    {
        $here = $this->place->here();
        return $verdict === StoreVerdict::Copy
            ? $this->refused(self::COPIED, __(
                'This looks like a copy of the shop: documents are sent for %1, and here is %2. Nothing is sent from here.',
                $this->name($claim->place, $here),
                $this->name($here, $claim->place)
            ), __('A copy for tests stays as it is. If the shop itself has moved, or has another address now: bin/magento ledgerline:store:use'))
            : $this->refused(self::FOREIGN, __(
                'Documents are sent by %1, from the store in "%2", since %3; last at %4 (UTC). Two stores would send everything twice, so this one, in "%5" on %6, sends nothing.',
                $claim->place->host,
                $claim->place->folder,
                gmdate('Y-m-d H:i', $claim->since),
                gmdate('Y-m-d H:i', $claim->at),
                $here->folder,
                $here->host
            ), __('Let all servers use one store: \'store\' => \'mysql\' in app/etc/env.php. If the other store is gone for good: bin/magento ledgerline:store:use'));
    }

    /** What tells two copies apart. */
    private function name(StorePlace $one, StorePlace $other): string
    {
        return $one->shop !== $other->shop ? $one->shop : $one->folder;
    }

    private function refused(string $code, Phrase $message, Phrase $fix): EngineException
    {
        return new EngineException($message, $code, ['fix' => (string)$fix]);
    }
}
