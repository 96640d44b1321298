<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Snapshot;

/**
 * The one way to a snapshot.
 *
 * Events, Sync All, sweep, command line and preview read here, so that a record looks the same whichever way it came.
 */
class Reader
{
    public const CUSTOMER = 'customer';
    public const PRODUCT = 'product';
    public const ORDER = 'order';
    public const INVOICE = 'invoice';
    public const CREDITMEMO = 'creditmemo';

    /** In the order in which the books need them. */
    public const ENTITIES = [self::CUSTOMER, self::PRODUCT, self::ORDER, self::INVOICE, self::CREDITMEMO];

    /** Records that a date of their own decides about. */
    public const DOCUMENTS = [self::ORDER, self::INVOICE, self::CREDITMEMO];

    /** Beyond this, fewer queries save nothing and memory grows. */
    private const BATCH = 500;

    /** @var array<string,EntitySnapshot> */
    private readonly array $entities;

    public function __construct(
        CustomerSnapshot $customer,
        ProductSnapshot $product,
        OrderSnapshot $order,
        InvoiceSnapshot $invoice,
        CreditmemoSnapshot $creditmemo,
        private readonly RowDigest $digest
    ) {
        $this->entities = [
            self::CUSTOMER => $customer,
            self::PRODUCT => $product,
            self::ORDER => $order,
            self::INVOICE => $invoice,
            self::CREDITMEMO => $creditmemo,
        ];
    }

    /** Snapshots of the records that exist. A product has one for each connection whose websites sell it. */
    public function read(string $entity, array $ids): array
    {
        $reader = $this->entity($entity);
        $ids = array_filter(array_map(intval(...), $ids), static fn (int $id): bool => $id > 0);
        $ids = array_values(array_unique($ids));
        $snapshots = [];
        foreach (array_chunk($ids, self::BATCH) as $batch) {
            array_push($snapshots, ...$reader->read($batch));
        }
        return $snapshots;
    }

    /**
     * Digests of everything in the database that the snapshots of records are made of, except what Surroundings knows.
     * @param int[] $ids at most some thousands
     * @return array<int,string> of the records that exist; another one as soon as the snapshot may be another one
     */
    public function digests(string $entity, array $ids): array
    {
        return $this->entity($entity)->digests($ids, $this->digest);
    }

    /**
     * @param string|null $from first day of creation (YYYY-MM-DD, the shop's default time zone)
     * @param string|null $to last day of creation
     */
    public function count(string $entity, string $connection, ?string $from = null, ?string $to = null): int
    {
        return $this->entity($entity)->count($connection, $from, $to);
    }

    /**
     * @param string|null $from first day of creation (YYYY-MM-DD, the shop's default time zone)
     * @param string|null $to last day of creation
     * @return int[]
     */
    public function ids(string $entity, string $connection, int $afterId, int $limit, ?string $from = null, ?string $to = null): array
    {
        return $this->entity($entity)->ids($connection, $afterId, $limit, $from, $to);
    }

    /**
     * @param string $since UTC
     * @param int $afterId of the records touched at exactly that time, only those above this id
     * @return array<int,string> id => time
     */
    public function moved(string $entity, string $connection, string $since, int $afterId, int $limit): array
    {
        return $this->entity($entity)->moved($connection, $since, $afterId, $limit);
    }

    /**
     * The highest id among the records of a connection that were created before a time; 0 when there is none.
     * @param string $before UTC
     */
    public function newest(string $entity, string $connection, string $before): int
    {
        return $this->entity($entity)->newest($connection, $before);
    }

    private function entity(string $entity): EntitySnapshot
    {
        if (!isset($this->entities[$entity])) {
            throw new \InvalidArgumentException(sprintf('There is no entity "%s"; there are: %s.', $entity, implode(', ', self::ENTITIES)));
        }
        return $this->entities[$entity];
    }
}
