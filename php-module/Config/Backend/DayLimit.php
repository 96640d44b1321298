<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Config\Backend;

use Magento\Framework\App\Config\Value;
use Magento\Framework\Exception\LocalizedException;

/** How many of the daily calls to Xero the shop may use; 0 is all of them. */
class DayLimit extends Value
{
    private const MOST = 1000000;

    public function beforeSave()
    {
        $number = trim((string)$this->getValue());
        if (!ctype_digit($number) || (int)$number < 0 || (int)$number > self::MOST) {
            throw new LocalizedException(__('"%1" is not a number of calls. 0 means all that Xero allows.', $number, self::MOST));
        }
        $this->setValue((string)(int)$number);
        return parent::beforeSave();
    }
}
