<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Reconcile;

/** What a reconciliation means: what is on its way, what needs a person, what is only worth knowing. */
class Verdict
{
    public const ON_ITS_WAY = 'on_its_way';
    /** Not in Xero when it was compared; sent since then. */
    public const ARRIVED = 'arrived';
    /** State of a record that Xero has. */
    public const SYNCED = 'synced';
    public const MISSING = 'missing';
    public const HELD = 'held';
    public const ACCEPTED = 'accepted';

    /** Findings that need a person, the worst first. */
    public const WRONG = [self::MISSING, 'changed', 'voided', 'unpaid', 'duplicate', self::HELD];
    /** Findings that somebody decided. */
    public const KNOWN = [self::ACCEPTED, 'foreign', 'excluded'];

    /** States of a job that leads to the document being in Xero on its own. */
    private const MOVING = ['waiting', 'running', 'unknown'];
    /** States of a job that a person must see to first. */
    private const STUCK = ['held', 'failed'];

    /**
     * What a finding is for a person: a missing document whose job waits is on its way, one whose job is held is not lost, and one that was
     * sent since then has arrived.
     */
    public function kind(array $finding): string
    {
        $kind = (string)($finding['finding'] ?? '');
        $state = $finding['job']['state'] ?? '';
        return match (true) {
            $kind !== self::MISSING => $kind,
            in_array($state, self::MOVING, true) => self::ON_ITS_WAY,
            in_array($state, self::STUCK, true) => self::HELD,
            $state === self::SYNCED => self::ARRIVED,
            default => $kind,
        };
    }

    /**
     * Numbers by what they mean, in the order in which people want to read them.
     *
     * The list of findings is limited, the numbers are not.
     *
     * @return array<string,int> matched, arrived, on_its_way, missing, changed, voided, unpaid, duplicate, held,
     *     accepted, foreign, excluded
     */
    public function counts(array $reconciliation): array
    {
        $counts = [];
        foreach (['matched', self::ARRIVED, self::ON_ITS_WAY, ...self::WRONG, ...self::KNOWN] as $kind) {
            $counts[$kind] = (int)($reconciliation['counts'][$kind] ?? 0);
        }
        foreach ($reconciliation['findings'] ?? [] as $finding) {
            $kind = $this->kind($finding);
            if (in_array($kind, [self::ARRIVED, self::ON_ITS_WAY, self::HELD], true)) {
                $counts[$kind]++;
                $counts[self::MISSING]--;
            }
        }
        return $counts;
    }

    /** How many documents need a person. */
    public function wrong(array $reconciliation): int
    {
        return (int)array_sum(array_intersect_key($this->counts($reconciliation), array_flip(self::WRONG)));
    }
}
