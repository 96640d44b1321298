<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Snapshot;

/**
 * In which currency a store view's documents are read: the order's, or the base currency of its website.
 *
 * A batch may hold documents of both kinds. Where any store view wants base amounts, queries read both columns, and
 * the rows of its documents get the base ones under the usual names: whoever reads them afterwards sees no difference.
 */
class DocumentCurrency
{
    public const PATH = 'ledgerline_xero/documents/currency';
    public const BASE = 'base';

    /** The order's own currency, in the rows that have base amounts. */
    public const ORDERED_IN = 'ordered_in';

    private const TWIN = 'twin_in_base_';
    private const SAME = '1.0000';

    public function __construct(private readonly Stores $stores) {}

    public function isBase(?int $storeId): bool
    {
        return $this->stores->value(self::PATH, $storeId) === self::BASE;
    }

    /**
     * Twins of amounts, for a query: empty when no store view wants them.
     * @param string[] $columns amounts, by alias where they have one
     * @return array<string,string> alias => column
     */
    public function twins(array $columns): array
    {
        if (!in_array(self::BASE, $this->stores->values(self::PATH), true)) {
            return [];
        }
        $twins = [];
        foreach ($columns as $alias => $column) {
            $twins[self::TWIN . (is_string($alias) ? $alias : $column)] = DocumentColumns::inBase($column);
        }
        return $twins;
    }

    /** A row with base amounts in the place of the order's. */
    public function inBase(array $row): array
    {
        foreach ($row as $name => $value) {
            if (str_starts_with((string)$name, self::TWIN)) {
                $row[substr($name, strlen(self::TWIN))] = $value;
            }
        }
        return $row;
    }

    /** A document's row with base amounts, currency and rate. */
    public function documentInBase(array $row): array
    {
        return [
            self::ORDERED_IN => $row['order_currency_code'],
            'order_currency_code' => $row['base_currency_code'],
            'base_to_order_rate' => self::SAME,
            'order_rate' => self::SAME,
        ] + $this->inBase($row);
    }
}
