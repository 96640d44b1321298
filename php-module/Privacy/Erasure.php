<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Privacy;

use Ledgerline\Xero\Api\EngineInterface;
use Magento\Framework\Lock\LockManagerInterface;

/**
 * Makes queue and log forget a person. What is still to be sent is sent first; who waits for that is remembered by
 * number or address and erased afterwards.
 */
class Erasure
{
    private const PENDING = 'erase.pending';
    private const LOCK = 'ledgerline_erase';
    private const LOCK_SECONDS = 5;

    public function __construct(private readonly EngineInterface $engine, private readonly LockManagerInterface $locks) {}

    /**
     * Erases now what can be, and the rest later.
     * @param array $whom customer_id or email
     * @return array as EngineInterface::erase() gives it
     */
    public function erase(array $whom): array
    {
        $result = $this->engine->erase($whom);
        $isOpen = (int)($result['open'] ?? 0) > 0;
        $this->change(static function (array $pending) use ($whom, $isOpen): array {
            $others = array_filter($pending, static fn (array $one): bool => $one !== $whom);
            return $isOpen ? [...$others, $whom] : $others;
        });
        return $result;
    }

    /**
     * Erases those whose documents were still to be sent.
     * @return int how many are done
     */
    public function resume(): int
    {
        $done = 0;
        foreach ($this->pending() as $whom) {
            $done += (int)((int)($this->erase($whom)['open'] ?? 0) === 0);
        }
        return $done;
    }

    private function pending(): array
    {
        $pending = json_decode((string)$this->engine->cursor(self::PENDING), true);
        return is_array($pending) ? $pending : [];
    }

    /** Changes the list, one process at a time; writes only what is new. */
    private function change(callable $change): void
    {
        $isLocked = $this->locks->lock(self::LOCK, self::LOCK_SECONDS);
        try {
            $before = $this->pending();
            $after = array_values($change($before));
            if ($after !== $before) {
                $this->engine->setCursor(self::PENDING, (string)json_encode($after));
            }
        } finally {
            if ($isLocked) {
                $this->locks->unlock(self::LOCK);
            }
        }
    }
}
