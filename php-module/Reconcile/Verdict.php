<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Reconcile;

/** What the engine calls the findings of a reconciliation, as far as screens treat them differently. */
class Verdict
{
    public const ON_ITS_WAY = 'on_its_way';
    /** Not in Xero when it was compared; sent since then. */
    public const ARRIVED = 'arrived';
    public const MISSING = 'missing';
    public const HELD = 'held';
    public const ACCEPTED = 'accepted';
}
