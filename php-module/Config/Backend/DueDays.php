<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Config\Backend;

use Magento\Framework\App\Config\Value;
use Magento\Framework\Exception\LocalizedException;

/** Days until an invoice is due. */
class DueDays extends Value
{
    private const MOST = 365;

    public function beforeSave()
    {
        $number = trim((string)$this->getValue());
        if (!ctype_digit($number) || (int)$number < 0 || (int)$number > self::MOST) {
            throw new LocalizedException(__('"%1" is not a number of days between 0 and %2.', $number, self::MOST));
        }
        $this->setValue((string)(int)$number);
        return parent::beforeSave();
    }
}
