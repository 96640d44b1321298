<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Model\Config\Backend;

use Ledgerline\Xero\Model\Config\Source\TaxRate;

/**
 * Tax rate of the shop (code, codes joined by " + ", or percentage) to tax type of Xero.
 */
class TaxMap extends AbstractMap
{
    /**
     * @inheritdoc
     */
    protected function columns(): array
    {
        return ['rate', 'tax_type'];
    }

    /**
     * @inheritdoc
     */
    protected function key(string $key): ?string
    {
        if (preg_match('/^(\d{1,3})(?:[.,](\d{1,4}))?\s*%?$/', $key, $part)) {
            return TaxRate::percent((int)$part[1] . (isset($part[2]) ? '.' . $part[2] : ''));
        }
        return preg_match('/^[^\x00-\x1f]{1,1000}$/u', $key) ? (string)preg_replace('/\s+\+\s+/', ' + ', $key) : null;
    }

    /**
     * @inheritdoc
     */
    protected function isTarget(string $target): bool
    {
        return preg_match('/^[A-Za-z0-9_-]{1,50}$/', $target) === 1;
    }
}
