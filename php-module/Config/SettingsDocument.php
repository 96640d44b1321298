<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Config;

/**
 * Builds the settings document of one connection (docs/settings.md).
 */
class SettingsDocument
{
    /**
     * The document as the engine keeps it.
     *
     * @param string $connection
     * @return array
     */
    public function build(string $connection): array
    {
        return [];
    }
}
