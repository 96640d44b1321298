<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Api;

/**
 * Says whether the PHP extension can be used, and what to install when it cannot. Never throws.
 * @api
 */
interface AvailabilityInterface
{
    /** Code of the state of a server that leaves sending to another one of the shop. */
    public const ELSEWHERE = 'extension_elsewhere';

    /** Whether the extension is loaded and speaks this module's language. */
    public function isReady(): bool;

    /**
     * What is the case, in words for a person.
     *
     * The code is "ready", "extension_missing", "extension_elsewhere" (another server of the shop has it, and sends) or
     * "extension_outdated"; message and fix are empty when ready.
     *
     * @return array{ok:bool, code:string, message:string, fix:string, version:?string}
     */
    public function state(): array;
}
