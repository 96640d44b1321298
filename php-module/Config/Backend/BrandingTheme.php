<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Config\Backend;

use Ledgerline\Xero\Config\XeroCheck;
use Magento\Framework\Phrase;

/** The id of a branding theme in Xero. */
class BrandingTheme extends AbstractChecked
{
    protected function wrongText(string $value): ?Phrase
    {
        return preg_match('/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i', $value) ? null : __('"%1" is not the id of a branding theme.', $value);
    }

    protected function wrongInXero(XeroCheck $xeroCheck, string $value, string $connection): ?Phrase
    {
        return $xeroCheck->brandingTheme($value, $connection);
    }
}
