<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Record;

use Ledgerline\Xero\Api\EngineInterface;
use Ledgerline\Xero\Snapshot\Reader;

/**
 * "Send now" of lines of the queue. What a damaged line said cannot be trusted: its record is read from the shop again, and the line is
 * removed once the record has another one. Sends nothing itself.
 */
class SendAgain
{
    public const DAMAGED = 'damaged';
    /** Damaged lines that are looked at in one request. */
    private const MOST = 200;

    public function __construct(private readonly EngineInterface $engine, private readonly Requests $requests) {}

    /**
     * Gives everything that may go a turn: what is new goes first, what is held or failed is tried again, and damaged lines as well. What a
     * person put on hold stays.
     *
     * @return int how many go
     */
    public function sendAll(): int
    {
        return $this->engine->retry(['now' => true]) + $this->readAgain($this->damaged(null))['count'];
    }

    /**
     * @param int[] $ids
     * @return array{count:int, lost:int} how many go, and how many damaged ones name no record that could be read
     */
    public function send(array $ids): array
    {
        $damaged = $this->damaged($ids);
        $count = $this->engine->retry(['ids' => $ids]);
        $read = $this->readAgain($damaged);
        return ['count' => $count + $read['count'], 'lost' => $read['lost']];
    }

    /**
     * The damaged ones among lines, with the record that they seem to be of.
     * @param int[]|null $ids null: all lines
     * @return array<int,array{0:string, 1:string}> entity and its id, by line
     */
    public function damaged(?array $ids): array
    {
        $filters = [['field' => 'state', 'condition' => 'eq', 'value' => self::DAMAGED]];
        if ($ids !== null) {
            $filters[] = ['field' => 'id', 'condition' => 'in', 'value' => array_map(strval(...), $ids)];
        }
        $rows = $ids === [] ? [] : $this->engine->jobs([
            'filters' => $filters,
            'page' => 1,
            'page_size' => $ids === null ? self::MOST : count($ids),
        ])->rows;
        $damaged = [];
        foreach ($rows as $job) {
            $damaged[$job->id] = [$job->entity, $job->entityId];
        }
        return $damaged;
    }

    /**
     * Reads the records of damaged lines from the shop, and removes the lines.
     * @param array<int,array{0:string, 1:string}> $damaged
     * @return array{count:int, lost:int}
     */
    private function readAgain(array $damaged): array
    {
        $read = array_filter($damaged, fn (array $record): bool => $this->isReadAgain(...$record));
        return [
            'count' => $read === [] ? 0 : $this->engine->cancel(array_keys($read)),
            'lost' => count($damaged) - count($read),
        ];
    }

    /** Whether the record is queued from the shop again, or is not to be sent. */
    private function isReadAgain(string $entity, string $id): bool
    {
        // Guests have no record of their own: they come with their document, whose line makes a new one for them.
        if ($entity === 'guest') {
            return true;
        }
        if (!in_array($entity, Reader::ENTITIES, true) || !ctype_digit($id)) {
            return false;
        }
        $outcome = $this->requests->queue($entity, [(int)$id]);
        return $outcome->queued + $outcome->waiting + $outcome->ignored > 0;
    }
}
