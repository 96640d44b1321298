<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Config\Backend;

use Ledgerline\Xero\Config\XeroCheck;
use Magento\Framework\Phrase;

/** Tax rates of the shop and the tax types they become in Xero. */
class TaxMap extends AbstractMap
{
    protected const COLUMNS = ['rate', 'tax_type'];

    protected function plain(string $given): ?string
    {
        return TaxRules::plainRate($given);
    }

    protected function wrongTarget(string $target): ?Phrase
    {
        return TaxRules::wrongType($target);
    }

    protected function wrongInXero(XeroCheck $xeroCheck, array $row, string $connection): ?Phrase
    {
        return $xeroCheck->taxType($row['tax_type'], $connection);
    }
}
