<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Config\Backend;

use Ledgerline\Xero\Config\XeroCheck;
use Ledgerline\Xero\Text\Percentage;
use Magento\Framework\Exception\LocalizedException;
use Magento\Framework\Phrase;

/** Tax rules with conditions; they go before the plain map. */
class TaxRules extends AbstractTable
{
    private const COLUMNS = ['rate', 'applies', 'customer_class', 'country', 'vat_number', 'tax_type'];

    /** A rate code or a percentage in its plain form; null when it is not usable. */
    public static function plainRate(string $given): ?string
    {
        if (preg_match('/^(\d{1,3})(?:[.,](\d{1,4}))?\s*%?$/', $given, $part)) {
            return Percentage::plain($part[1] . (isset($part[2]) ? '.' . $part[2] : ''));
        }
        return preg_match('/^[^\x00-\x1f]{1,1000}$/u', $given) ? (string)preg_replace('/\s+\+\s+/', ' + ', $given) : null;
    }

    /** What is wrong with a text that should be a tax type, or nothing. */
    public static function wrongType(string $type): ?Phrase
    {
        return preg_match('/^[A-Za-z0-9_-]{1,50}$/', $type) ? null : __('"%1" does not exist in Xero.', $type);
    }

    protected function row(array $row, int $number): ?array
    {
        $rule = $this->texts($row, self::COLUMNS);
        if (implode('', $rule) === '') {
            return null;
        }
        if ($rule['tax_type'] === '') {
            throw new LocalizedException(__('Row %1 of the table: choose the tax rate in Xero, or delete the row.', $number));
        }
        if ($rule['applies'] . $rule['customer_class'] . $rule['country'] . $rule['vat_number'] === '') {
            throw new LocalizedException(
                __('Row %1 of the table has no condition. Map the rate in the table above, or choose a condition.', $number)
            );
        }
        $rate = $rule['rate'] === '' ? '' : self::plainRate($rule['rate']);
        $rule['country'] = strtoupper($rule['country']);
        $isUsable = $rate !== null
            && in_array($rule['applies'], ['', 'product', 'shipping'], true)
            && in_array($rule['vat_number'], ['', '0', '1'], true)
            && preg_match('/^([A-Z]{2})?$/', $rule['country'])
            && mb_strlen($rule['customer_class']) <= 255;
        if (!$isUsable) {
            throw new LocalizedException(__('Row %1 of the table: "%2" is not usable here.', $number, implode(' ', array_filter($rule))));
        }
        $wrong = self::wrongType($rule['tax_type']);
        if ($wrong !== null) {
            throw new LocalizedException(__('Row %1 of the table: %2', $number, $wrong));
        }
        return ['rate' => (string)$rate] + $rule;
    }

    protected function key(array $row): string
    {
        unset($row['tax_type']);
        return implode(' / ', array_filter($row, strlen(...)));
    }

    protected function wrongInXero(XeroCheck $xeroCheck, array $row, string $connection): ?Phrase
    {
        return $xeroCheck->taxType($row['tax_type'], $connection);
    }
}
