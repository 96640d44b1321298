<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Config\Backend;

use Ledgerline\Xero\Config\XeroCheck;
use Magento\Config\Model\Config\Backend\Serialized\ArraySerialized;
use Magento\Framework\App\Cache\TypeListInterface;
use Magento\Framework\App\Config\ScopeConfigInterface;
use Magento\Framework\Data\Collection\AbstractDb;
use Magento\Framework\Exception\LocalizedException;
use Magento\Framework\Model\Context;
use Magento\Framework\Model\ResourceModel\AbstractResource;
use Magento\Framework\Phrase;
use Magento\Framework\Registry;
use Magento\Framework\Serialize\Serializer\Json;

/**
 * A table of rows, kept as JSON. Empty rows are dropped, everything else is checked; config:set takes the JSON.
 *
 * Rows that were there before are not compared with Xero's lists: what disappears there must not keep people from saving the rest.
 */
abstract class AbstractTable extends ArraySerialized
{
    public function __construct(
        Context $context,
        Registry $registry,
        ScopeConfigInterface $config,
        TypeListInterface $cacheTypeList,
        private readonly XeroCheck $xeroCheck,
        ?AbstractResource $resource = null,
        ?AbstractDb $resourceCollection = null,
        array $data = [],
        ?Json $serializer = null
    ) {
        parent::__construct($context, $registry, $config, $cacheTypeList, $resource, $resourceCollection, $data, $serializer);
    }

    /**
     * One row in its plain form, or null for an empty one.
     * @param int $number of the row, for messages
     * @throws LocalizedException when it cannot be
     */
    abstract protected function row(array $row, int $number): ?array;

    /**
     * What makes a row the only one of its kind.
     * @param array $row in its plain form
     */
    abstract protected function key(array $row): string;

    /** What is wrong with a row in Xero, or nothing. */
    protected function wrongInXero(XeroCheck $xeroCheck, array $row, string $connection): ?Phrase
    {
        return null;
    }

    protected function most(): int
    {
        return 1000;
    }

    public function beforeSave()
    {
        $value = $this->decoded($this->getValue());
        if ($value === null) {
            throw new LocalizedException(__('The table "%1" is not a list of rows in JSON.', $this->getPath()));
        }
        unset($value['__empty']);
        $this->setValue($this->rows($value));
        return parent::beforeSave();
    }

    /**
     * @param string[] $columns
     * @return array<string,string>
     */
    protected function texts(array $row, array $columns): array
    {
        $texts = [];
        foreach ($columns as $column) {
            $cell = $row[$column] ?? '';
            $texts[$column] = is_bool($cell) ? (string)(int)$cell : (is_scalar($cell) ? trim((string)$cell) : '');
        }
        return $texts;
    }

    private function rows(array $rows): array
    {
        $before = [];
        foreach ($this->decoded($this->getOldValue()) ?? [] as $old) {
            $before[] = json_encode($old);
        }
        $checked = $seen = [];
        $number = 0;
        foreach ($rows as $id => $given) {
            $number++;
            $row = is_array($given) ? $this->row($given, $number) : null;
            if ($row === null) {
                continue;
            }
            $key = mb_strtolower($this->key($row));
            if (isset($seen[$key])) {
                throw new LocalizedException(__('"%1" is in the table twice. Delete one of the rows.', $this->key($row)));
            }
            $seen[$key] = true;
            if (!in_array(json_encode($row), $before, true)) {
                $connection = $this->xeroCheck->connection((string)$this->getScope(), (int)$this->getScopeId());
                $wrong = $this->wrongInXero($this->xeroCheck, $row, $connection);
                if ($wrong !== null) {
                    throw new LocalizedException(__('Row %1 of the table: %2', $number, $wrong));
                }
            }
            $checked[$id] = $row;
        }
        if (count($checked) > $this->most()) {
            throw new LocalizedException(__('The table may have at most %1 rows.', $this->most()));
        }
        return $checked;
    }

    /**
     * Rows from what was given; null when it is none.
     * @param mixed $value
     */
    private function decoded($value): ?array
    {
        if ($value === null || $value === '') {
            return [];
        }
        $rows = is_string($value) ? json_decode($value, true) : $value;
        return is_array($rows) ? $rows : null;
    }
}
