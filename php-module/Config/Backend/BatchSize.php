<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Config\Backend;

use Magento\Framework\Phrase;

/** How many documents go into one call. */
class BatchSize extends AbstractNumber
{
    protected const LEAST = 1;
    protected const MOST = 50;

    protected function wrong(string $text): Phrase
    {
        return __('"%1" is not a number between 1 and %2.', $text, self::MOST);
    }
}
