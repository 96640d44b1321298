<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Config\Backend;

use Ledgerline\Xero\Config\XeroCheck;
use Magento\Framework\Phrase;

/**
 * Tax rates of the shop and the tax types they become in Xero.
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
    protected function plain(string $given): ?string
    {
        return TaxRules::plainRate($given);
    }

    /**
     * @inheritdoc
     */
    protected function wrongTarget(string $target): ?Phrase
    {
        return TaxRules::wrongType($target);
    }

    /**
     * @inheritdoc
     */
    protected function wrongInXero(XeroCheck $xeroCheck, array $row, string $connection): ?Phrase
    {
        return $xeroCheck->taxType($row['tax_type'], $connection);
    }
}
