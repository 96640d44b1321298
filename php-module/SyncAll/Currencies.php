<?php
declare(strict_types=1);

namespace Ledgerline\Xero\SyncAll;

use Ledgerline\Xero\Catalogue\Catalogue;
use Ledgerline\Xero\Config\Connections;
use Ledgerline\Xero\Config\DocumentRules;
use Ledgerline\Xero\Config\Values;
use Magento\Framework\App\ResourceConnection;
use Magento\Store\Model\StoreManagerInterface;

/** Names the currencies of the shop's documents that the organisation does not use, before anything is sent. */
class Currencies
{
    public function __construct(
        private readonly ResourceConnection $resource,
        private readonly StoreManagerInterface $storeManager,
        private readonly Connections $connections,
        private readonly Values $values,
        private readonly DocumentRules $documentRules,
        private readonly Catalogue $catalogue
    ) {}

    /**
     * Currencies that Xero does not have, with the number of orders in them.
     * @param string|null $from first day, YYYY-MM-DD
     * @param string|null $to last day
     * @return array<string,int> none when the organisation's currencies were never read
     */
    public function missing(string $connection, ?string $from, ?string $to): array
    {
        $known = $this->catalogue->currencies($connection);
        $stores = $this->stores($connection);
        if (!$known || !$stores) {
            return [];
        }
        $missing = [];
        foreach ($this->used(array_keys($stores), $from, $to) as $row) {
            $currency = (string)$row[$stores[(int)$row['store_id']] . '_currency_code'];
            if ($currency !== '' && !in_array($currency, $known, true)) {
                $missing[$currency] = ($missing[$currency] ?? 0) + (int)$row['number'];
            }
        }
        ksort($missing);
        return $missing;
    }

    /**
     * A sentence about them, or nothing.
     * @param array<string,int> $missing
     */
    public function sentence(array $missing): string
    {
        if (!$missing) {
            return '';
        }
        $named = [];
        foreach ($missing as $currency => $number) {
            $named[] = (string)($number === 1 ? __('%1 (1 order)', $currency) : __('%1 (%2 orders)', $currency, $number));
        }
        return (string)__(
            'The organisation does not use these currencies: %1. Documents in them are held. Add the currencies in Xero (Settings, Currencies), '
            . 'or choose "Base currency" under Document rules.',
            implode(', ', $named)
        );
    }

    /** @return array<int,string> store views of the connection, each with the prefix of its currency column */
    private function stores(string $connection): array
    {
        $websites = $this->connections->websites($connection);
        $stores = [];
        foreach ($this->storeManager->getStores() as $store) {
            if (in_array((int)$store->getWebsiteId(), $websites, true)) {
                $id = (int)$store->getId();
                $isBase = $this->documentRules->currency($this->values->store($id)) === DocumentRules::CURRENCY_BASE;
                $stores[$id] = $isBase ? 'base' : 'order';
            }
        }
        return $stores;
    }

    /** @param int[] $stores */
    private function used(array $stores, ?string $from, ?string $to): array
    {
        $db = $this->resource->getConnection('sales');
        $columns = ['store_id', 'order_currency_code', 'base_currency_code'];
        $select = $db->select()
            ->from($this->resource->getTableName('sales_order', 'sales'), array_merge($columns, ['number' => 'COUNT(*)']))
            ->where('store_id IN (?)', $stores)
            ->group($columns);
        // A day more on both sides: the shop's days are not UTC's, and one order too many in a warning does no harm.
        if ($from !== null) {
            $select->where('created_at >= ?', date('Y-m-d', strtotime($from . ' -1 day')));
        }
        if ($to !== null) {
            $select->where('created_at < ?', date('Y-m-d', strtotime($to . ' +2 days')));
        }
        return $db->fetchAll($select);
    }
}
