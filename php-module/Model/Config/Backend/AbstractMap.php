<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Model\Config\Backend;

use Magento\Config\Model\Config\Backend\Serialized\ArraySerialized;
use Magento\Framework\Exception\LocalizedException;

/**
 * A table of the configuration page: rows of a key and what it is mapped to, every key once.
 *
 * From the command line the table is given as JSON, a list of rows.
 */
abstract class AbstractMap extends ArraySerialized
{
    /**
     * Names of the two columns.
     *
     * @return array{0:string, 1:string}
     */
    abstract protected function columns(): array;

    /**
     * The key as it is compared and stored, or null when it cannot be one.
     *
     * @param string $key
     * @return string|null
     */
    abstract protected function key(string $key): ?string;

    /**
     * Whether something may stand in the second column.
     *
     * @param string $target
     * @return bool
     */
    abstract protected function isTarget(string $target): bool;

    /**
     * @inheritdoc
     */
    public function beforeSave()
    {
        $value = $this->getValue();
        if (is_string($value)) {
            $value = $value === '' ? [] : json_decode($value, true);
        }
        if (!is_array($value)) {
            throw new LocalizedException(__('The table "%1" is not a list of rows in JSON.', $this->getPath()));
        }
        unset($value['__empty']);
        $this->setValue($this->rows($value));
        return parent::beforeSave();
    }

    /**
     * Checked rows.
     *
     * @param array $rows
     * @return array
     * @throws LocalizedException
     */
    private function rows(array $rows): array
    {
        [$from, $to] = $this->columns();
        $checked = $seen = [];
        $number = 0;
        foreach ($rows as $id => $row) {
            $number++;
            $given = is_array($row) ? trim((string)($row[$from] ?? '')) : '';
            $target = is_array($row) ? trim((string)($row[$to] ?? '')) : '';
            if ($given === '' && $target === '') {
                continue;
            }
            if ($given === '' || $target === '') {
                throw new LocalizedException(__('Row %1 of the table is not complete: choose something in both columns, or delete it.', $number));
            }
            $key = $this->key($given);
            if ($key === null) {
                throw new LocalizedException(__('Row %1 of the table: "%2" is not usable here.', $number, $given));
            }
            if (isset($seen[mb_strtolower($key)])) {
                throw new LocalizedException(__('"%1" is in the table twice. Delete one of the rows.', $key));
            }
            if (!$this->isTarget($target)) {
                throw new LocalizedException(__('Row %1 of the table: "%2" does not exist in Xero.', $number, $target));
            }
            $seen[mb_strtolower($key)] = true;
            $checked[$id] = [$from => $key, $to => $target];
        }
        return $checked;
    }
}
