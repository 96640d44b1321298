<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Api;

use Magento\Framework\Exception\LocalizedException;
use Magento\Framework\Phrase;

/**
 * What the engine refused, with a stable code, a sentence for people and what is known beyond it.
 * @api
 */
class EngineException extends LocalizedException
{
    /** Kinds: what the caller does next; the names of the extension's exceptions. */
    public const KIND_CONNECTION = 'ConnectionRequired';
    public const KIND_SETTINGS = 'SettingsInvalid';
    public const KIND_LIMIT = 'LimitReached';
    public const KIND_REJECTED = 'DocumentRejected';
    public const KIND_TEMPORARY = 'TemporarilyUnavailable';
    public const KIND_UNKNOWN = 'OutcomeUnknown';
    public const KIND_ENGINE = 'EngineUnavailable';
    /** A defect inside the extension: it arrived as \Error. */
    public const KIND_PANIC = 'Error';

    /**
     * @param string $errorCode stable snake_case code
     * @param array $details never a secret
     * @param string $kind one of the KIND_ constants
     */
    public function __construct(
        Phrase $phrase,
        private readonly string $errorCode = 'internal',
        private readonly array $details = [],
        private readonly string $kind = self::KIND_ENGINE,
        ?\Exception $cause = null
    ) {
        parent::__construct($phrase, $cause);
    }

    /** Stable snake_case code, listed in docs/errors.md. */
    public function getErrorCode(): string
    {
        return $this->errorCode;
    }

    /** What is known beyond the message: field errors, times, ids. */
    public function getDetails(): array
    {
        return $this->details;
    }

    /** Short name of the extension's exception: says what the caller does next. */
    public function getKind(): string
    {
        return $this->kind;
    }
}
