<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Api\Data;

/**
 * How a connection stands.
 * @api
 */
final class ConnectionStatus
{
    public const CONNECTED = 'connected';
    public const DISCONNECTED = 'disconnected';
    public const NEEDS_CONNECTION = 'needs_connection';
    public const NOT_CONFIGURED = 'not_configured';
    public const PAUSED = 'paused';
    /** The module's own word: the engine cannot be asked. */
    public const UNAVAILABLE = 'unavailable';

    /**
     * As the engine gives it: connection, name, type, state, code, message, fix, organisation {id, name, base_currency,
     * short_code, country} or null, connected_at, consent_expires_at, scopes (list), organisations [{id, name}] to choose
     * from, question.
     *
     * @param string $connectedAt "YYYY-MM-DD HH:MM:SS" (UTC), or ""; so is $consentExpiresAt
     * @param array|null $question whether the books move: from {id, name}, to {id, name}, invoices, records
     * @param array $row as the engine gave it
     */
    private function __construct(
        public readonly string $connection,
        public readonly string $name,
        public readonly string $state,
        public readonly string $code,
        public readonly Message $message,
        public readonly Message $fix,
        public readonly ?Organisation $organisation,
        public readonly string $connectedAt,
        public readonly string $consentExpiresAt,
        public readonly ?array $question,
        private readonly array $row
    ) {}

    public static function fromEngine(array $row): self
    {
        return new self(
            (string)($row['connection'] ?? ''),
            (string)($row['name'] ?? ''),
            (string)($row['state'] ?? ''),
            (string)($row['code'] ?? ''),
            Message::fromEngine($row),
            Message::fromEngine($row, 'fix'),
            empty($row['organisation']) ? null : Organisation::fromEngine($row['organisation']),
            (string)($row['connected_at'] ?? ''),
            (string)($row['consent_expires_at'] ?? ''),
            empty($row['question']) ? null : $row['question'],
            $row
        );
    }

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

    /** As the engine gave it, for what is written down whole. */
    public function toArray(): array
    {
        return $this->row;
    }
}
