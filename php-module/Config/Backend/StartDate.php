<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Config\Backend;

use Magento\Framework\App\Config\Value;
use Magento\Framework\Exception\LocalizedException;

/** The first day that is sent, as YYYY-MM-DD, or nothing. */
class StartDate extends Value
{
    public function beforeSave()
    {
        $date = trim((string)$this->getValue());
        if ($date !== '') {
            $known = preg_match('/^(\d{4})-(\d{2})-(\d{2})$/', $date, $part) && checkdate((int)$part[2], (int)$part[3], (int)$part[1]);
            if (!$known || (int)$part[1] < 2000) {
                throw new LocalizedException(
                    __('The start date "%1" is not a day. Choose it from the calendar, or write it as year-month-day: 2026-04-01.', $date)
                );
            }
        }
        $this->setValue($date);
        return parent::beforeSave();
    }
}
