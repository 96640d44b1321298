<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Snapshot;

use Ledgerline\Xero\Config\Settings;

/**
 * From which day on records of an entity are read. The engine ignores documents before the start date, so they need not even be read; it
 * looks at the store's day, which may be ahead of the shop's, so a little more is read than it takes.
 */
class FirstDay
{
    public function __construct(private readonly Settings $settings, private readonly Period $period) {}

    /** @return string|null null: customers and products have no start date, nor has every shop */
    public function of(string $entity, string $connection, ?string $from = null): ?string
    {
        $start = in_array($entity, Reader::DOCUMENTS, true) ? $this->settings->startDate($connection) : null;
        try {
            $start = $start === null ? null : $this->period->early($start);
        } catch (\InvalidArgumentException) {
            // A start date that is none is the engine's to complain about.
            return $from;
        }
        return $start === null || (string)$from > $start ? $from : $start;
    }
}
