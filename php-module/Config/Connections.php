<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Config;

/**
 * Which connections to Xero the shop has: the default one, and one for each website with an app of its own.
 */
class Connections
{
    public const DEFAULT_CODE = 'default';

    /**
     * Codes of all connections, "default" first.
     *
     * @return string[]
     */
    public function all(): array
    {
        return [self::DEFAULT_CODE];
    }

    /**
     * The connection that keeps the books of a website.
     *
     * @param int $websiteId
     * @return string
     */
    public function forWebsite(int $websiteId): string
    {
        return self::DEFAULT_CODE;
    }

    /**
     * Ids of the websites whose books a connection keeps.
     *
     * @param string $code
     * @return int[]
     */
    public function websites(string $code): array
    {
        return [];
    }

    /**
     * The configuration scope that a connection's settings are read from.
     *
     * @param string $code
     * @return array{scope:string, id:int} scope is "default" or "websites"
     */
    public function scope(string $code): array
    {
        return ['scope' => 'default', 'id' => 0];
    }
}
