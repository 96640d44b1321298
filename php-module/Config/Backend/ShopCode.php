<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Config\Backend;

use Magento\Framework\App\Config\Value;
use Magento\Framework\Exception\LocalizedException;

/** The short code that precedes customer numbers in Xero. */
class ShopCode extends Value
{
    public function beforeSave()
    {
        $code = strtoupper(trim((string)$this->getValue()));
        if (!preg_match('/^[A-Z0-9]{1,6}$/', $code)) {
            throw new LocalizedException(__('The short code of the shop needs one to six letters or digits, for example M2.'));
        }
        $this->setValue($code);
        return parent::beforeSave();
    }
}
