<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Status;

use Ledgerline\Xero\Api\Data\Standing;
use Ledgerline\Xero\Problem\Reason;

/** How a record stands, in the few words that a grid has room for. Pure. */
class RecordStatus
{
    public const SYNCED = 'synced';
    public const WAITING = 'waiting';
    public const HELD = 'held';
    /** Held because a person chose Hold. */
    public const ON_HOLD = 'on_hold';
    public const FAILED = 'failed';
    public const EXCLUDED = 'excluded';
    public const CANCELLED = 'cancelled';
    /** Nobody ever queued it, or the settings keep it out. */
    public const NONE = 'none';

    /** What has a line in the queue that a person can look at. */
    public const QUEUED = [self::HELD, self::ON_HOLD, self::FAILED, self::WAITING];

    /** The engine's words that a grid does not tell apart. */
    private const SHOWN = ['running' => self::WAITING, 'unknown' => self::WAITING, 'skipped' => self::NONE];

    /** Of several organisations, the one that needs a person most. */
    private const WORST_FIRST = [
        self::FAILED, self::HELD, self::ON_HOLD, self::WAITING, self::EXCLUDED, self::CANCELLED, self::SYNCED, self::NONE,
    ];

    /** The grid's word for the engine's. */
    public static function shown(string $state): string
    {
        $shown = self::SHOWN[$state] ?? $state;
        return in_array($shown, self::WORST_FIRST, true) ? $shown : self::NONE;
    }

    public static function of(Standing $standing): string
    {
        $shown = self::shown($standing->state);
        if ($shown === self::HELD && $standing->code === Reason::BY_PERSON) {
            return self::ON_HOLD;
        }
        // Xero has it, but what changes from now on stays here: whoever looks for what was taken out must find it.
        return $shown === self::SYNCED && $standing->excluded ? self::EXCLUDED : $shown;
    }

    /**
     * Whether any of a record's standings is on its way.
     * @param Standing[] $standings
     */
    public static function isWaiting(array $standings): bool
    {
        foreach ($standings as $standing) {
            if (self::of($standing) === self::WAITING) {
                return true;
            }
        }
        return false;
    }

    /**
     * Of a record's standings, one for each connection, the one that matters most.
     * @param Standing[] $standings
     */
    public static function worst(array $standings): ?Standing
    {
        return self::first($standings, self::of(...));
    }

    public static function worstRow(array $rows): ?array
    {
        return self::first($rows, static fn (array $row): string => $row['state']);
    }

    /** @param \Closure $state of an item, one of this class's */
    private static function first(array $items, \Closure $state): mixed
    {
        $rank = array_flip(self::WORST_FIRST);
        usort($items, static fn (mixed $one, mixed $other): int => $rank[$state($one)] <=> $rank[$state($other)]);
        return $items[0] ?? null;
    }
}
