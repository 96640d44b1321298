<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Sweep;

/**
 * How far the sweep got with one entity of one connection; the engine keeps it as one named cursor.
 *
 * A value with its text: nothing in it depends on anything that could be injected.
 * phpcs:disable Magento2.Functions.StaticFunction
 */
class SweepState
{
    /** Ids up to this one are history in this run; a start date in the settings makes it less. */
    public int $history;

    /** Highest id seen. */
    public int $newest;

    /** Id of the last touched record that was seen. */
    public int $movedId = 0;

    /** Whether the last run saw only a part of the touched records. */
    public bool $isMovedOpen = false;

    /** The last record that was compared. */
    public int $comparedId = 0;

    /** When something was compared, seconds since 1970. */
    public int $comparedAt = 0;

    /**
     * @param int $firstHistory ids up to this one were there at the first run
     * @param string $movedSince UTC
     */
    public function __construct(
        public readonly string $entity,
        public readonly string $connection,
        public readonly int $firstHistory,
        public string $movedSince
    ) {
        $this->history = $firstHistory;
        $this->newest = $firstHistory;
    }

    public static function name(string $entity, string $connection): string
    {
        return 'sweep.' . $connection . '.' . $entity;
    }

    /** A state from its cursor; null when there is none that can be read. */
    public static function read(string $entity, string $connection, ?string $cursor): ?self
    {
        $data = $cursor === null ? null : json_decode($cursor, true);
        if (!is_array($data) || !isset($data['history'], $data['moved_since'])) {
            return null;
        }
        $state = new self($entity, $connection, (int)$data['history'], (string)$data['moved_since']);
        $state->newest = (int)($data['newest'] ?? $state->firstHistory);
        $state->movedId = (int)($data['moved_id'] ?? 0);
        $state->isMovedOpen = (bool)($data['moved_open'] ?? false);
        $state->comparedId = (int)($data['compared_id'] ?? 0);
        $state->comparedAt = (int)($data['compared_at'] ?? 0);
        return $state;
    }

    public function write(): string
    {
        return (string)json_encode([
            'history' => $this->firstHistory,
            'newest' => $this->newest,
            'moved_since' => $this->movedSince,
            'moved_id' => $this->movedId,
            'moved_open' => $this->isMovedOpen,
            'compared_id' => $this->comparedId,
            'compared_at' => $this->comparedAt,
        ]);
    }
}
