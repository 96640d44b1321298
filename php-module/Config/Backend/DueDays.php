<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Config\Backend;

use Magento\Framework\Phrase;

/** Days until an invoice is due. */
class DueDays extends AbstractNumber
{
    protected const MOST = 365;

    protected function wrong(string $text): Phrase
    {
        return __('"%1" is not a number of days between 0 and %2.', $text, self::MOST);
    }
}
