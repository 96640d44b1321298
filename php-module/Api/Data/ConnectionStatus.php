<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Api\Data;

/**
 * How a connection stands.
 * @api
 */
final class ConnectionStatus extends Answer
{
    public const CONNECTED = 'connected';
    public const DISCONNECTED = 'disconnected';
    public const NEEDS_CONNECTION = 'needs_connection';
    public const NOT_CONFIGURED = 'not_configured';
    public const PAUSED = 'paused';
    /** The module's own word: the engine cannot be asked. */
    public const UNAVAILABLE = 'unavailable';

    /**
     * In toArray() also: type, scopes (list), organisations [{id, name}] to choose from, the organisation's short_code.
     *
     * @param string $connectedAt "YYYY-MM-DD HH:MM:SS" (UTC), or ""; so is $consentExpiresAt
     * @param array|null $question whether the books move: from {id, name}, to {id, name}, invoices, records
     */
    protected function __construct(
        public readonly string $connection,
        public readonly string $name,
        public readonly string $state,
        public readonly string $code,
        public readonly Message $message,
        public readonly Message $fix,
        public readonly ?Organisation $organisation,
        public readonly string $connectedAt,
        public readonly string $consentExpiresAt,
        public readonly ?array $question
    ) {}

    /** A connection that the engine says nothing about, and why. */
    public static function without(string $connection, string $state, string $code = '', string $message = '', string $fix = ''): self
    {
        return self::fromEngine(['connection' => $connection, 'state' => $state, 'code' => $code, 'message' => $message, 'fix' => $fix]);
    }

    public function isConnected(): bool
    {
        return $this->state === self::CONNECTED;
    }

    public function isUnavailable(): bool
    {
        return $this->state === self::UNAVAILABLE;
    }

    /** Name of the organisation, or "". */
    public function organisationName(): string
    {
        return $this->organisation?->name ?? '';
    }

    /** Since when there is something to send over the connection, seconds since 1970; now while there is none. */
    public function connectedSince(): int
    {
        return $this->connectedAt === '' ? time() : (int)strtotime($this->connectedAt . ' UTC');
    }
}
