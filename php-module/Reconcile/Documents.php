<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Reconcile;

use Ledgerline\Xero\Config\Settings;
use Ledgerline\Xero\Snapshot\Amount;
use Ledgerline\Xero\Snapshot\DocumentCurrency;
use Ledgerline\Xero\Snapshot\Period;
use Ledgerline\Xero\Snapshot\Stores;
use Magento\Framework\App\ResourceConnection;
use Magento\Framework\DB\Select;

/**
 * The shop's documents of some days, as far as they should be in Xero: one query for each kind, no models.
 *
 * What the settings keep out of Xero (switched off, before the start date, not the sales document, cancelled, over
 * 0.00, still unpaid) is no difference and is not listed.
 */
class Documents
{
    private const RESOURCE = 'sales';
    private const TABLES = ['order' => 'sales_order', 'invoice' => 'sales_invoice', 'creditmemo' => 'sales_creditmemo'];
    /** States in which an order is a sale; the engine sends no others. */
    private const SALES = ['new', 'processing', 'complete', 'closed'];
    /** Of invoices and credit memos alike. */
    private const CANCELED = 3;
    private const PAID = 2;

    private const UNPAID = 'ledgerline_xero/documents/unpaid';
    private const ZERO_TOTALS = 'ledgerline_xero/documents/zero_totals';

    public function __construct(
        private readonly ResourceConnection $resource,
        private readonly Settings $settings,
        private readonly Stores $stores,
        private readonly DocumentCurrency $currency,
        private readonly Period $period
    ) {
    }

    /**
     * What reconcile() of the engine wants to know.
     *
     * @param string $from first day (YYYY-MM-DD), where the store is
     * @param string $to last day
     * @return array[] entity, id, number, order_number, order_id, date, store, currency, total
     */
    public function of(string $connection, string $from, string $to): array
    {
        $this->stores->forget();
        $start = (string)$this->settings->startDate($connection);
        $from = max($from, $start);
        $documents = [];
        if ($from > $to) {
            return $documents;
        }
        foreach ($this->kinds($connection) as $entity) {
            $statement = $this->database()->query($this->select($entity, $connection, $from, $to));
            while ($row = $statement->fetch()) {
                $document = $this->document($entity, $row);
                // The query is generous, because each store has a day of its own.
                if ($document['date'] >= $from && $document['date'] <= $to && $this->isWanted($entity, $row)) {
                    $documents[] = $document;
                }
            }
        }
        return $documents;
    }

    /**
     * Kinds of documents that are sent: the sales document and credit memos.
     *
     * @return string[]
     */
    private function kinds(string $connection): array
    {
        $kinds = [$this->settings->document($connection), 'creditmemo'];
        return array_values(array_filter(
            $kinds,
            fn (string $kind): bool => $this->settings->isEnabled($kind, $connection)
        ));
    }

    /** The rows of a kind. */
    private function select(string $entity, string $connection, string $from, string $to): Select
    {
        $isOrder = $entity === 'order';
        $columns = ['entity_id', 'increment_id', 'store_id', 'created_at', 'state', 'grand_total', 'base_grand_total',
            'order_currency_code', 'base_currency_code'];
        $select = $this->database()->select()->from(
            ['e' => $this->table(self::TABLES[$entity])],
            $isOrder ? [...$columns, 'total_due', 'order_number' => 'increment_id', 'store_name'] : $columns
        );
        if ($isOrder) {
            // What was billed of a cancelled order is a sale.
            $billed = 'COALESCE(e.total_invoiced, 0) > 0';
            $statuses = $this->settings->orderStatuses($connection);
            if ($statuses !== []) {
                $select->where('e.status IN (?)', $statuses)->where("e.state <> 'canceled' OR $billed");
            } else {
                $states = $this->database()->quoteInto('e.state IN (?)', self::SALES);
                $select->where("($states AND e.status <> 'pending_payment') OR (e.state = 'canceled' AND $billed)");
            }
        } else {
            $select->joinLeft(
                ['o' => $this->table('sales_order')],
                'o.entity_id = e.order_id',
                [
                    'order_number' => 'increment_id',
                    'order_id' => 'entity_id',
                    'store_name',
                    'order_store_id' => 'store_id',
                ]
            )->where('e.state IS NULL OR e.state <> ?', self::CANCELED);
        }
        $this->limit($select, $isOrder ? 'e.store_id' : 'COALESCE(e.store_id, o.store_id)', $connection);
        $select->where('e.created_at >= ?', $this->period->begin($this->period->early($from)));
        $select->where('e.created_at < ?', $this->period->end($this->late($to)));
        return $select->order('e.entity_id');
    }

    /** Only stores whose books the connection keeps. */
    private function limit(Select $select, string $column, string $connection): void
    {
        $set = $this->stores->storeViews($connection);
        if (isset($set['only'])) {
            $set['only'] === [] ? $select->where('1 = 0') : $select->where($column . ' IN (?)', $set['only']);
        } elseif (!empty($set['except'])) {
            $others = $this->database()->quoteInto($column . ' NOT IN (?)', $set['except']);
            $select->where($column . ' IS NULL OR ' . $others);
        }
    }

    /** A row as the engine reads it. */
    private function document(string $entity, array $row): array
    {
        $store = $this->store($row);
        $isBase = $this->currency->isBase($store);
        $facts = $this->stores->facts($store, (string)$row['store_name']);
        return [
            'entity' => $entity,
            'id' => (string)$row['entity_id'],
            'number' => (string)$row['increment_id'],
            'order_number' => (string)$row['order_number'],
            'order_id' => (string)($row['order_id'] ?? ''),
            'date' => (string)$this->stores->date($store, $row['created_at']),
            'store' => (string)($facts['code'] ?? $facts['name'] ?? ''),
            'currency' => (string)($isBase ? $row['base_currency_code'] : $row['order_currency_code']),
            'total' => (string)($isBase ? $row['base_grand_total'] : $row['grand_total']),
        ];
    }

    /** Whether the rules of its store send it. */
    private function isWanted(string $entity, array $row): bool
    {
        if ($entity === 'creditmemo') {
            return true;
        }
        $store = $this->store($row);
        $isFree = Amount::isZero(Amount::of($row['grand_total']));
        if ($isFree && $this->stores->value(self::ZERO_TOTALS, $store) === 'skip') {
            return false;
        }
        if ($this->stores->value(self::UNPAID, $store) !== 'wait') {
            return true;
        }
        if ($entity !== 'order') {
            return (int)$row['state'] === self::PAID;
        }
        $due = Amount::of($row['total_due']);
        return Amount::isZero($due) || str_starts_with($due, '-');
    }

    /** The store view of a row. */
    private function store(array $row): ?int
    {
        $store = $row['store_id'] ?? $row['order_store_id'] ?? null;
        return $store === null ? null : (int)$store;
    }

    /** A day that is late enough for every time zone. */
    private function late(string $day): string
    {
        return (new \DateTimeImmutable($day))->modify('+2 days')->format('Y-m-d');
    }

    /** The database of the sales tables. */
    private function database(): \Magento\Framework\DB\Adapter\AdapterInterface
    {
        return $this->resource->getConnection(self::RESOURCE);
    }

    /** A table's name in this shop. */
    private function table(string $table): string
    {
        return $this->resource->getTableName($table, self::RESOURCE);
    }
}
