<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Reconcile;

use Ledgerline\Xero\Api\EngineInterface;
use Ledgerline\Xero\Snapshot\DocumentCurrency;
use Ledgerline\Xero\Snapshot\Period;
use Ledgerline\Xero\Snapshot\Stores;
use Magento\Framework\App\ResourceConnection;
use Magento\Framework\DB\Select;

/**
 * The shop's documents of some days, as far as they should be in Xero: one query for a thousand of each kind, no models.
 *
 * What the settings keep out of Xero (switched off, before the start date, not the sales document, cancelled, over
 * 0.00, still unpaid) is no difference and is not listed: the engine says so, by the rule by which it sends.
 */
class Documents
{
    private const RESOURCE = 'sales';
    private const TABLES = ['order' => 'sales_order', 'invoice' => 'sales_invoice', 'creditmemo' => 'sales_creditmemo'];
    /** States of invoices and credit memos, as snapshots name them. */
    private const STATES = [
        'invoice' => [1 => 'open', 2 => 'paid', 3 => 'canceled'],
        'creditmemo' => [1 => 'open', 2 => 'refunded', 3 => 'canceled'],
    ];
    /** Documents that are read, and that the engine is asked about, at once. */
    private const PORTION = 1000;

    public function __construct(
        private readonly ResourceConnection $resource,
        private readonly EngineInterface $engine,
        private readonly Stores $stores,
        private readonly DocumentCurrency $currency,
        private readonly Period $period
    ) {}

    /**
     * In portions, none of them empty, so that a year's documents are never held at once.
     * @param string $from first day (YYYY-MM-DD), where the store is
     * @param string $to last day
     * @return \Generator<int,array[],void,int> lists of entity, id, number, order_number, order_id, date, store, currency, total; returns how many there were
     */
    public function of(string $connection, string $from, string $to): \Generator
    {
        $this->stores->forget();
        $count = 0;
        foreach (array_keys(self::TABLES) as $entity) {
            $select = $this->select($entity, $connection, $from, $to);
            $after = 0;
            do {
                // By ids and not by an open cursor, which holds the whole result here or keeps the connection from others' queries.
                $rows = $this->database()->fetchAll((clone $select)->where('e.entity_id > ?', $after));
                $portion = [];
                foreach ($rows as $row) {
                    $document = $this->document($entity, $row);
                    // The query is generous, because each store has a day of its own.
                    if ($document['date'] >= $from && $document['date'] <= $to) {
                        $portion[] = [$document, $this->facts($document, $row)];
                    }
                    $after = (int)$row['entity_id'];
                }
                $documents = $this->expected($connection, $portion);
                $count += count($documents);
                if ($documents !== []) {
                    yield $documents;
                }
            } while (count($rows) === self::PORTION);
        }
        return $count;
    }

    /**
     * Those that should be in Xero.
     * @param array[] $portion list of [document, facts]
     * @return array[] documents
     */
    private function expected(string $connection, array $portion): array
    {
        $places = $portion === [] ? [] : $this->engine->expected($connection, array_column($portion, 1));
        return array_map(static fn (int $place): array => $portion[$place][0], $places);
    }

    /** What the engine wants to know of a document, to say whether it should be in Xero. */
    private function facts(array $document, array $row): array
    {
        $store = $this->stores->facts($this->store($row), (string)$row['store_name']);
        $entity = $document['entity'];
        return [
            'entity' => $entity,
            'date' => $document['date'],
            'store_id' => $store['id'],
            'website_id' => $store['website_id'],
            'state' => $entity === 'order' ? $row['state'] : self::STATES[$entity][(int)($row['state'] ?? 1)] ?? $row['state'],
            'status' => $row['status'] ?? '',
            'total' => $row['grand_total'] ?? '0',
            'total_due' => $row['total_due'] ?? null,
            'total_invoiced' => $row['total_invoiced'] ?? null,
        ];
    }

    private function select(string $entity, string $connection, string $from, string $to): Select
    {
        $isOrder = $entity === 'order';
        $columns = ['entity_id', 'increment_id', 'store_id', 'created_at', 'state', 'grand_total', 'base_grand_total',
            'order_currency_code', 'base_currency_code'];
        $select = $this->database()->select()->from(
            ['e' => $this->table(self::TABLES[$entity])],
            $isOrder ? [...$columns, 'status', 'total_due', 'total_invoiced', 'order_number' => 'increment_id', 'store_name'] : $columns
        );
        if (!$isOrder) {
            $select->joinLeft(
                ['o' => $this->table('sales_order')],
                'o.entity_id = e.order_id',
                [
                    'order_number' => 'increment_id',
                    'order_id' => 'entity_id',
                    'store_name',
                    'order_store_id' => 'store_id',
                ]
            );
        }
        $column = $isOrder ? 'e.store_id' : 'COALESCE(e.store_id, o.store_id)';
        $this->stores->within($select, $column, $this->stores->storeViews($connection));
        $select->where('e.created_at >= ?', $this->period->begin($this->period->early($from)));
        $select->where('e.created_at < ?', $this->period->end($this->late($to)));
        return $select->order('e.entity_id')->limit(self::PORTION);
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

    private function database(): \Magento\Framework\DB\Adapter\AdapterInterface
    {
        return $this->resource->getConnection(self::RESOURCE);
    }

    private function table(string $table): string
    {
        return $this->resource->getTableName($table, self::RESOURCE);
    }
}
