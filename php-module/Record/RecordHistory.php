<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Record;

use Ledgerline\Xero\Api\Data\LogLine;
use Ledgerline\Xero\Api\Data\QueueRow;
use Ledgerline\Xero\Api\Data\Standing;
use Ledgerline\Xero\Api\EngineInterface;
use Ledgerline\Xero\Snapshot\Reader;
use Ledgerline\Xero\Status\RecordStatus;
use Ledgerline\Xero\Status\Table;

/** What there is to tell about a record: its documents, how they stand, where Xero has them, what happened. */
class RecordHistory
{
    private const LINES = 20;

    public function __construct(private readonly EngineInterface $engine, private readonly Table $table, private readonly Names $names) {}

    /**
     * The record's documents; of an order its invoices and credit memos.
     * @return array[] entity, id, number (or name), standings (Standing[]), links (Link[]), waiting (QueueRow or null)
     */
    public function documents(string $entity, int $id): array
    {
        $documents = [];
        $kinds = [$entity => [$id]] + ($entity === Reader::ORDER ? $this->table->documents([$id])[$id] ?? [] : []);
        foreach ($kinds as $kind => $ids) {
            $standings = $this->engine->standings($kind, array_map(strval(...), $ids));
            $names = $this->names->of($kind, $ids);
            foreach ($ids as $one) {
                $document = [
                    'entity' => $kind,
                    'id' => $one,
                    'number' => $names[$one] ?? '',
                    'standings' => $standings[$one] ?? [],
                    'links' => $this->engine->links($kind, (string)$one),
                    'waiting' => RecordStatus::isWaiting($standings[$one] ?? []) ? $this->waiting($kind, $one) : null,
                ];
                // An order whose invoices are sent is no document itself.
                if ($kind !== Reader::ORDER || count($kinds) === 1 || $document['standings'] || $document['links']) {
                    $documents[] = $document;
                }
            }
        }
        return $documents;
    }

    /** The job of a document that waits, the one that goes last. */
    private function waiting(string $entity, int $id): ?QueueRow
    {
        return $this->engine->jobs([
            'filters' => [
                ['field' => 'entity', 'condition' => 'eq', 'value' => $entity],
                ['field' => 'entity_id', 'condition' => 'eq', 'value' => (string)$id],
                ['field' => 'state', 'condition' => 'in', 'value' => ['waiting', 'running', 'unknown']],
            ],
            'sort' => 'not_before_at',
            'direction' => 'desc',
            'page' => 1,
            'page_size' => 1,
        ])->rows[0] ?? null;
    }

    /** @return LogLine[] of the log about documents, the newest first */
    public function lines(array $documents): array
    {
        $lines = [];
        foreach ($documents as $document) {
            array_push($lines, ...$this->engine->log([
                'filters' => [
                    ['field' => 'entity', 'condition' => 'eq', 'value' => $document['entity']],
                    ['field' => 'entity_id', 'condition' => 'eq', 'value' => (string)$document['id']],
                ],
                'sort' => 'id',
                'direction' => 'desc',
                'page' => 1,
                'page_size' => self::LINES,
            ])->rows);
        }
        usort($lines, static fn (LogLine $one, LogLine $other): int => $other->id <=> $one->id);
        return array_slice($lines, 0, self::LINES);
    }

    /** How all of it stands: the worst of its documents, or null when nobody ever queued any. */
    public function worst(array $documents): ?Standing
    {
        return RecordStatus::worst(array_merge(...array_column($documents, 'standings') ?: [[]]));
    }
}
