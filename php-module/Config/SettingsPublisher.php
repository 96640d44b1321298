<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Config;

/**
 * Hands the settings document of every connection to the engine, so that each drain, wherever it runs, reads the same.
 */
class SettingsPublisher
{
    /**
     * Cheap when nothing changed.
     *
     * @return void
     * @throws \Ledgerline\Xero\Api\EngineException
     */
    public function publish(): void
    {
    }
}
