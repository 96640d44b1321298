<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Config\Backend;

use Magento\Framework\Exception\LocalizedException;
use Magento\Framework\Phrase;

/** A table with two columns: what the shop has, and what it becomes in Xero. */
abstract class AbstractMap extends AbstractTable
{
    /** Names of the two columns. */
    protected const COLUMNS = ['', ''];

    /** The first column in its plain form; null when it is not usable. */
    abstract protected function plain(string $given): ?string;

    /** What is wrong with the second column as text, or nothing. */
    abstract protected function wrongTarget(string $target): ?Phrase;

    protected function row(array $row, int $number): ?array
    {
        [$from, $to] = static::COLUMNS;
        $texts = $this->texts($row, [$from, $to]);
        if ($texts[$from] === '' && $texts[$to] === '') {
            return null;
        }
        if ($texts[$from] === '' || $texts[$to] === '') {
            throw new LocalizedException(__('Row %1 of the table is not complete: choose something in both columns, or delete it.', $number));
        }
        $key = $this->plain($texts[$from]);
        if ($key === null) {
            throw new LocalizedException(__('Row %1 of the table: "%2" is not usable here.', $number, $texts[$from]));
        }
        $wrong = $this->wrongTarget($texts[$to]);
        if ($wrong !== null) {
            throw new LocalizedException(__('Row %1 of the table: %2', $number, $wrong));
        }
        return [$from => $key, $to => $texts[$to]];
    }

    protected function key(array $row): string
    {
        return (string)reset($row);
    }
}
