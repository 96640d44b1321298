<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Config\Backend;

use Magento\Framework\Phrase;

/** A number of days, from one to ten years. */
class Days extends AbstractNumber
{
    protected const LEAST = 1;
    protected const MOST = 3650;

    protected function wrong(string $text): Phrase
    {
        return __('"%1" is not a number of days between 1 and %2.', $text, self::MOST);
    }
}
