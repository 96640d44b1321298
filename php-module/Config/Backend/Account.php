<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Config\Backend;

use Ledgerline\Xero\Config\XeroCheck;
use Magento\Framework\Phrase;

/** The code of an account in Xero, or the id of one without a code; it must exist, be active and fit its purpose. */
class Account extends AbstractChecked
{
    public static function isAccount(string $text): bool
    {
        return mb_strlen($text) <= 10 || preg_match('/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i', $text) === 1;
    }

    /** What is wrong with a text that should name an account, or nothing. */
    public static function wrong(string $text): ?Phrase
    {
        return self::isAccount($text)
            ? null
            : __('"%1" is neither an account code (at most 10 characters) nor the id of an account in Xero.', $text);
    }

    protected function wrongText(string $value): ?Phrase
    {
        return self::wrong($value);
    }

    protected function wrongInXero(XeroCheck $xeroCheck, string $value, string $connection): ?Phrase
    {
        // The purpose is the last part of the path: ledgerline_xero/accounts/sales.
        return $xeroCheck->account($value, substr((string)strrchr((string)$this->getPath(), '/'), 1), $connection);
    }
}
