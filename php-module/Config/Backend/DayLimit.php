<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Config\Backend;

use Magento\Framework\Phrase;

/** How many of the daily calls to Xero the shop may use; 0 is all of them. */
class DayLimit extends AbstractNumber
{
    protected const MOST = 1000000;

    protected function wrong(string $text): Phrase
    {
        return __('"%1" is not a number of calls. 0 means all that Xero allows.', $text, self::MOST);
    }
}
