<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Catalogue;

use Ledgerline\Xero\Api\EngineInterface;
use Ledgerline\Xero\Problem\Problem;

/** Reads Xero's lists right after connecting, so that mappings and previews know accounts and tax rates at once. */
class FreshLists
{
    /** Lists read so many seconds ago are good enough for whoever has just connected. */
    private const FRESH_SECONDS = 60;

    public function __construct(private readonly EngineInterface $engine, private readonly Problem $problem) {}

    /**
     * Reads them. A connection is none the worse when that fails: the next drain reads them, too.
     * @return string what went wrong, or an empty text
     */
    public function read(string $connection): string
    {
        try {
            if (!$this->isFresh($connection)) {
                $this->engine->catalogue($connection, true);
            }
            return '';
        } catch (\Throwable $thrown) {
            return $this->problem->of($thrown)['message'];
        }
    }

    /** Whether they were read a moment ago. */
    public function isFresh(string $connection): bool
    {
        $fetched = $this->engine->catalogue($connection)['fetched_at'] ?? 0;
        return (int)$fetched > time() - self::FRESH_SECONDS;
    }
}
