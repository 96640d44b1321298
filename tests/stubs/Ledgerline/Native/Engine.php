<?php

declare(strict_types=1);

namespace Ledgerline\Native;

/**
 * The engine of Ledgerline: queue, books and the session with Xero, as the PHP extension "ledgerline" provides it.
 *
 * This file is for editors and static analysis. The methods are those of the module's interface, which says what they
 * take and give; null stands for no options. Tests compare both with the loaded extension.
 * All methods throw subclasses of XeroException; a defect inside the extension arrives as \Error, so the edges of the
 * shop catch \Throwable. Arguments are taken strictly (no "5" for an int); inside arrays, text stands for numbers.
 *
 * @mixin \Ledgerline\Xero\Api\EngineInterface
 */
final class Engine
{
    /** Version of the extension, the same as in Cargo.toml and composer.json. */
    public const VERSION = '0.1.0';
    /** Raised when a method changes; the module refuses to work with another one. */
    public const API = 6;
    /** Newest snapshot version that this extension reads. */
    public const SNAPSHOT_VERSION = 1;

    /**
     * Opens nothing: the store is opened at the first call that needs it.
     *
     * @param array $options store: absolute folder for the store (created, mode 2770), or its address (sqlite:/folder?durability=normal);
     *     keys: list of deployment keys, the newest first; xero_url: null or one base address that replaces all of Xero's;
     *     durability: "full" (default) or "normal"; proxy, ca_file: optional; timeout: seconds for one call (default 60);
     *     now: only for tests, a fixed time.
     * @throws SettingsInvalid when an option is missing or unusable
     */
    public function __construct(array $options)
    {
        throw new \Error('The PHP extension "ledgerline" is not loaded.');
    }
}
