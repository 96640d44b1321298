<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Bridge;

/** Whether a store is the one that sends for the shop. */
enum StoreVerdict
{
    /** It is. */
    case Same;
    /** It is, but stands somewhere else or has forgotten: that is to be written down at once. */
    case Returned;
    /** Another store sends. */
    case Other;
    /** The whole shop is a copy, with its store or without. */
    case Copy;

    public function maySend(): bool
    {
        return $this === self::Same || $this === self::Returned;
    }
}
