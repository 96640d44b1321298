<?php

declare(strict_types=1);

namespace Ledgerline\Native;

/** Root of everything the engine throws. */
class XeroException extends \Exception
{
    /** Only the engine makes these; PHP cannot. */
    public function __construct()
    {
        throw new \Error('The PHP extension "ledgerline" is not loaded.');
    }

    /** Stable snake_case code, listed in docs/errors.md. */
    public function getErrorCode(): string
    {
        throw new \Error('The PHP extension "ledgerline" is not loaded.');
    }

    /** What is known beyond the message: field errors, times, ids. Never a secret. */
    public function getDetails(): array
    {
        throw new \Error('The PHP extension "ledgerline" is not loaded.');
    }
}
