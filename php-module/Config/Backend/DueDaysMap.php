<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Config\Backend;

use Ledgerline\Xero\Config\Source\DueTerms;
use Magento\Framework\Exception\LocalizedException;
use Magento\Framework\Phrase;

/** Payment methods, the days until an invoice is due, and from when they are counted. */
class DueDaysMap extends AbstractMap
{
    protected const COLUMNS = ['method', 'days'];

    protected function row(array $row, int $number): ?array
    {
        $checked = parent::row($row, $number);
        if ($checked === null) {
            return null;
        }
        ['terms' => $terms] = $this->texts($row, ['terms']);
        if (!in_array($terms, ['', ...array_column((new DueTerms())->toOptionArray(), 'value')], true)) {
            throw new LocalizedException(__('Row %1 of the table: "%2" is not usable here.', $number, $terms));
        }
        return $checked + ['terms' => $terms ?: DueTerms::AFTER_DATE];
    }

    protected function plain(string $given): ?string
    {
        return preg_match('/^[A-Za-z0-9_.-]{1,128}$/', $given) ? $given : null;
    }

    protected function wrongTarget(string $target): ?Phrase
    {
        return ctype_digit($target) && (int)$target <= 365 ? null : __('"%1" is not a number of days between 0 and %2.', $target, 365);
    }
}
