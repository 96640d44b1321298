<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Api\Data;

/**
 * State of the installation.
 * @api
 */
final class Health
{
    /**
     * As the engine gives it: version, store, xero_url, sender {running}, durability.
     * @param string $xeroUrl of a stand-in for Xero, or ""
     * @param array $row as the engine gave it
     */
    private function __construct(
        public readonly string $version,
        public readonly StoreHealth $store,
        public readonly string $xeroUrl,
        private readonly array $row
    ) {}

    public static function fromEngine(array $row): self
    {
        return new self(
            (string)($row['version'] ?? ''),
            StoreHealth::fromEngine($row['store'] ?? []),
            (string)($row['xero_url'] ?? ''),
            $row
        );
    }

    /** As the engine gave it, for what is written down whole. */
    public function toArray(): array
    {
        return $this->row;
    }
}
