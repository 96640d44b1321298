<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Config\Backend;

use Magento\Framework\App\Config\Value;
use Magento\Framework\Exception\LocalizedException;

/** A number of days, from one to ten years. */
class Days extends Value
{
    private const MOST = 3650;

    public function beforeSave()
    {
        $days = trim((string)$this->getValue());
        if (!ctype_digit($days) || (int)$days < 1 || (int)$days > self::MOST) {
            throw new LocalizedException(__('"%1" is not a number of days between 1 and %2.', $days, self::MOST));
        }
        $this->setValue((string)(int)$days);
        return parent::beforeSave();
    }
}
