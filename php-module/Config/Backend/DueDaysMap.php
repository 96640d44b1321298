<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Config\Backend;

use Magento\Framework\Phrase;

/** Payment methods and the days until an invoice is due. */
class DueDaysMap extends AbstractMap
{
    protected const COLUMNS = ['method', 'days'];

    protected function plain(string $given): ?string
    {
        return preg_match('/^[A-Za-z0-9_.-]{1,128}$/', $given) ? $given : null;
    }

    protected function wrongTarget(string $target): ?Phrase
    {
        return ctype_digit($target) && (int)$target <= 365 ? null : __('"%1" is not a number of days between 0 and %2.', $target, 365);
    }
}
