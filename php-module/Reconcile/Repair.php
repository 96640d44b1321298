<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Reconcile;

use Ledgerline\Xero\Api\EngineInterface;
use Ledgerline\Xero\Snapshot\Reader;

/** Puts documents that the newest reconciliation missed in Xero back into the queue, as a person's wish. */
class Repair
{
    private const PORTION = 200;

    public function __construct(private readonly EngineInterface $engine, private readonly Reader $reader) {}

    /**
     * Queues what is missing and not in the queue already, waiting or held; never what is in Xero in some form.
     * @param string|null $entity only this document
     * @return array{missing:int, queued:int, refused:array} missing: how many there were
     */
    public function missing(string $connection, ?string $entity = null, ?string $id = null): array
    {
        $ids = [];
        $count = 0;
        foreach ($this->engine->reconciliation($connection)?->findings ?? [] as $finding) {
            if ($finding->kind === Verdict::MISSING && ($entity === null || $finding->isOf($entity, (string)$id))) {
                $ids[$finding->entity][] = (int)$finding->entityId;
                $count++;
            }
        }
        $answer = ['missing' => $count, 'queued' => 0, 'refused' => []];
        foreach ($ids as $kind => $some) {
            foreach (array_chunk($some, self::PORTION) as $portion) {
                $snapshots = array_values(array_filter(
                    $this->reader->read((string)$kind, $portion),
                    static fn (array $snapshot): bool => $snapshot['connection'] === $connection
                ));
                $result = $this->engine->enqueue($snapshots, ['purpose' => 'manual', 'immediately' => true]);
                $refused = $result['refused'] ?? [];
                // A document makes several jobs; people count documents.
                $answer['queued'] += count($snapshots) - count($refused) - (int)($result['ignored'] ?? 0);
                array_push($answer['refused'], ...$refused);
            }
        }
        return $answer;
    }
}
