<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Tests\Unit\Fake;

use Ledgerline\Xero\Config\Connections;

/**
 * Connections as the test says: code to list of website ids.
 */
class FakeConnections extends Connections
{
    /** @var array<string,int[]> */
    public $websites;

    public function __construct(array $websites = ['default' => [1]])
    {
        $this->websites = $websites;
    }

    public function all(): array
    {
        return array_keys($this->websites);
    }

    public function exists(string $code): bool
    {
        return isset($this->websites[$code]);
    }

    public function forWebsite(int $websiteId): string
    {
        foreach ($this->websites as $code => $ids) {
            if (in_array($websiteId, $ids, true)) {
                return $code;
            }
        }
        return 'default';
    }

    public function websites(string $code): array
    {
        return $this->websites[$code];
    }

    public function scope(string $code): array
    {
        return $code === 'default'
            ? ['scope' => 'default', 'id' => 0]
            : ['scope' => 'websites', 'id' => $this->websites[$code][0]];
    }
}
