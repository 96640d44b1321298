<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Api\Data;

/**
 * State of the installation.
 * @api
 */
final class Health extends Answer
{
    /**
     * In toArray() also: sender {running}, durability.
     * @param string $xeroUrl of a stand-in for Xero, or ""
     */
    protected function __construct(public readonly string $version, public readonly StoreHealth $store, public readonly string $xeroUrl) {}
}
