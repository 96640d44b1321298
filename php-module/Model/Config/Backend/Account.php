<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Model\Config\Backend;

use Magento\Framework\App\Config\Value;
use Magento\Framework\Exception\LocalizedException;

/**
 * An account of Xero: its code (at most 10 characters) or, for accounts without a code, its id.
 *
 * Whether the account exists is not asked here: configuration is also written where Xero was never read, as by config:set.
 */
class Account extends Value
{
    /**
     * @inheritdoc
     */
    public function beforeSave()
    {
        $account = trim((string)$this->getValue());
        if ($account !== '' && !self::isAccount($account)) {
            throw new LocalizedException(
                __('"%1" is neither an account code (at most 10 characters) nor the id of an account in Xero.', $account)
            );
        }
        $this->setValue($account);
        return parent::beforeSave();
    }

    /**
     * Whether a text has the form of an account code or an account id.
     *
     * @param string $text
     * @return bool
     */
    public static function isAccount(string $text): bool
    {
        return mb_strlen($text) <= 10 || preg_match('/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i', $text) === 1;
    }
}
