<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Config;

use Ledgerline\Xero\Api\EngineInterface;

/** Hands the settings document of every connection to the engine, so that each drain, wherever it runs, reads the same. */
class SettingsPublisher
{
    public function __construct(
        private readonly Connections $connections,
        private readonly SettingsDocument $document,
        private readonly EngineInterface $engine
    ) {}

    /**
     * Cheap when nothing changed: the engine compares.
     *
     * A connection with unusable settings does not keep the others from theirs; its error is thrown at the end.
     */
    public function publish(): void
    {
        $first = null;
        foreach ($this->connections->all() as $connection) {
            try {
                $this->engine->configure($connection, $this->document->build($connection));
            } catch (\Exception $e) {
                $first = $first ?? $e;
            }
        }
        if ($first !== null) {
            throw $first;
        }
    }
}
