<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Config\Backend;

use Magento\Framework\App\Config\Value;
use Magento\Framework\Exception\LocalizedException;

/** How many documents go into one call. */
class BatchSize extends Value
{
    private const MOST = 50;

    public function beforeSave()
    {
        $number = trim((string)$this->getValue());
        if (!ctype_digit($number) || (int)$number < 1 || (int)$number > self::MOST) {
            throw new LocalizedException(__('"%1" is not a number between 1 and %2.', $number, self::MOST));
        }
        $this->setValue((string)(int)$number);
        return parent::beforeSave();
    }
}
