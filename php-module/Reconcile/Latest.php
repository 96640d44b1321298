<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Reconcile;

use Ledgerline\Xero\Api\EngineInterface;

/**
 * The newest reconciliation as it stands now: what came into the queue since, was held or reached Xero counts as such, wherever it is shown.
 */
class Latest
{
    /** States of a record that is in the queue. */
    private const QUEUED = ['waiting', 'running', 'unknown', 'held', 'failed'];

    public function __construct(private readonly EngineInterface $engine)
    {
    }

    /**
     * The newest result of a connection; each finding with "now", its record's standing (empty: none), and "job", the state of today.
     *
     * @return array|null as EngineInterface::reconciliation() gives it
     */
    public function of(string $connection): ?array
    {
        $result = $this->engine->reconciliation($connection);
        if ($result === null) {
            return null;
        }
        $standings = $this->standings($connection, $result['findings'] ?? []);
        foreach ($result['findings'] ?? [] as $place => $finding) {
            $now = $standings[$finding['entity'] ?? ''][(string)($finding['entity_id'] ?? '')] ?? [];
            $state = (string)($now['state'] ?? '');
            $hasArrived = $state === Verdict::SYNCED && (string)($now['settled_at'] ?? '') >= (string)($result['at'] ?? '');
            if ($hasArrived || in_array($state, self::QUEUED, true)) {
                $result['findings'][$place]['job'] = ['state' => $state];
            }
            $result['findings'][$place]['now'] = $now;
        }
        return $result;
    }

    /**
     * How the records of findings stand with a connection.
     *
     * @return array entity => id => standing
     */
    private function standings(string $connection, array $findings): array
    {
        $ids = [];
        foreach ($findings as $finding) {
            $ids[(string)($finding['entity'] ?? '')][] = (string)($finding['entity_id'] ?? '');
        }
        $standings = [];
        foreach ($ids as $entity => $some) {
            foreach ($this->engine->standings((string)$entity, $some) as $id => $list) {
                foreach ($list as $standing) {
                    if (($standing['connection'] ?? '') === $connection) {
                        $standings[$entity][(string)$id] = $standing;
                    }
                }
            }
        }
        return $standings;
    }
}
