<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Observer;

use Ledgerline\Xero\Api\AvailabilityInterface;
use Ledgerline\Xero\Api\EngineException;
use Ledgerline\Xero\Api\EngineInterface;
use Ledgerline\Xero\Config\Connections;
use Ledgerline\Xero\Config\Settings;
use Ledgerline\Xero\Snapshot\Reader;
use Magento\Framework\App\ResourceConnection;
use Psr\Log\LoggerInterface;

/**
 * Collects what a process touched and enqueues it once, at the end. Never throws, never waits for Xero.
 *
 * The end is PHP's shutdown: it comes in every area (pages, REST, GraphQL, cron, command line), also after exit() and
 * after an error, and in the web server the answer has been handed over before. Long processes flush every 200
 * records. What is lost here (extension missing, store not writable, process killed) the sweep finds again.
 */
class Touched
{
    /** So many records go into one call. */
    public const PORTION = 200;

    private readonly bool $longProcess;

    /**
     * Entity to set of ids.
     * @var array<string,array<int,bool>>
     */
    private array $ids = [];

    /**
     * Orders of the touched invoices, by invoice id.
     * @var array<int,int>
     */
    private array $invoiceOrders = [];

    /**
     * Orders whose invoices must be looked at, as a set.
     * @var array<int,bool>
     */
    private array $orders = [];

    private int $count = 0;

    private bool $registered = false;

    private bool $flushing = false;

    /** @param bool|null $longProcess null: on the command line */
    public function __construct(
        private readonly AvailabilityInterface $availability,
        private readonly Settings $settings,
        private readonly Connections $connections,
        private readonly Reader $reader,
        private readonly EngineInterface $engine,
        private readonly OrderInvoices $orderInvoices,
        private readonly ResourceConnection $resource,
        private readonly LoggerInterface $logger,
        ?bool $longProcess = null
    ) {
        $this->longProcess = $longProcess ?? PHP_SAPI === 'cli';
    }

    /**
     * @param string $entity customer, product, order, invoice or creditmemo
     * @param bool $saved false: the record is about to be saved, so it must not be read yet
     */
    public function add(string $entity, int $id, bool $saved = true): void
    {
        if ($id <= 0 || isset($this->ids[$entity][$id])) {
            return;
        }
        $this->ids[$entity][$id] = true;
        $this->noted($saved);
    }

    /** Notes an invoice and the order it belongs to: where orders are the sales documents, both are read. */
    public function addInvoice(int $id, int $orderId): void
    {
        if ($id > 0 && $orderId > 0) {
            $this->invoiceOrders[$id] = $orderId;
        }
        $this->add('invoice', $id);
    }

    /** Notes that something changed which the invoices of an order show (payment, address). */
    public function addInvoicesOf(int $orderId): void
    {
        if ($orderId > 0 && !isset($this->orders[$orderId])) {
            $this->orders[$orderId] = true;
            $this->noted(true);
        }
    }

    /** Reads what was noted and enqueues it. */
    public function flush(): void
    {
        if ($this->flushing || $this->count === 0) {
            return;
        }
        $this->flushing = true;
        $ids = array_map(array_keys(...), $this->ids);
        $orders = array_keys(array_diff_key($this->orders, array_flip($this->invoiceOrders)));
        $invoiceOrders = array_values(array_unique($this->invoiceOrders));
        $this->ids = $this->orders = $this->invoiceOrders = [];
        $this->count = 0;
        try {
            // Nothing to log when the extension is missing: the admin's notice says so, and the sweep finds the
            // records.
            if ($this->availability->isReady()) {
                $this->deliver($this->wanted($ids, $orders, $invoiceOrders));
            }
        } catch (\Throwable $e) {
            $this->report($e, $ids);
        } finally {
            $this->flushing = false;
        }
    }

    /** The end of the process. */
    public function end(): void
    {
        // What other shutdown functions touch after this one is flushed by another registration.
        $this->registered = false;
        if ($this->count === 0) {
            return;
        }
        if (!$this->longProcess && function_exists('fastcgi_finish_request')) {
            // The visitor has the whole answer before the first record is read.
            fastcgi_finish_request();
        }
        $this->flush();
    }

    private function noted(bool $saved): void
    {
        $this->count++;
        if (!$this->registered) {
            $this->registered = true;
            // phpcs:ignore Magento2.Functions.DiscouragedFunction
            register_shutdown_function([$this, 'end']);
        }
        if ($this->longProcess && $saved && $this->count >= self::PORTION) {
            $this->flush();
        }
    }

    /**
     * Narrows what was noted to what some connection sends.
     * @param array<string,int[]> $ids
     * @param int[] $orders orders whose invoices changed
     * @param int[] $invoiceOrders orders of the noted invoices
     * @return array<string,int[]>
     */
    private function wanted(array $ids, array $orders, array $invoiceOrders): array
    {
        $wanted = [];
        foreach (Settings::ENTITIES as $entity) {
            if (!$this->isSentAnywhere($entity)) {
                continue;
            }
            $list = $ids[$entity] ?? [];
            if ($entity === 'order') {
                array_push($list, ...$orders, ...$invoiceOrders);
            } elseif ($entity === 'invoice' && $orders) {
                array_push($list, ...$this->orderInvoices->find($orders));
            }
            if ($list) {
                $wanted[$entity] = array_values(array_unique($list));
            }
        }
        return $wanted;
    }

    private function isSentAnywhere(string $entity): bool
    {
        foreach ($this->connections->all() as $connection) {
            if ($this->settings->isSent($entity, $connection)) {
                return true;
            }
        }
        return false;
    }

    /**
     * Reads and enqueues, in one call for each way of sending.
     * @param array<string,int[]> $wanted
     */
    private function deliver(array $wanted): void
    {
        if ($wanted && $this->resource->getConnection()->getTransactionLevel() > 0) {
            // exit() inside a transaction: what could be read now is about to be rolled back.
            $this->logger->warning('transaction_open: left to the sweep', ['records' => $wanted]);
            return;
        }
        $cron = [];
        $immediately = [];
        foreach ($wanted as $entity => $ids) {
            foreach (array_chunk($ids, self::PORTION) as $portion) {
                try {
                    $snapshots = $this->reader->read($entity, $portion);
                } catch (\Throwable $e) {
                    $this->report($e, [$entity => $portion]);
                    continue;
                }
                foreach ($snapshots as $snapshot) {
                    $connection = (string)($snapshot['connection'] ?? Connections::DEFAULT_CODE);
                    if (!$this->settings->isSent($entity, $connection)) {
                        continue;
                    }
                    if ($this->settings->sendingMode($entity, $connection) === Settings::MODE_IMMEDIATELY) {
                        $immediately[] = $snapshot;
                    } else {
                        $cron[] = $snapshot;
                    }
                }
                if (count($cron) + count($immediately) >= self::PORTION) {
                    $this->enqueue($cron, false);
                    $this->enqueue($immediately, true);
                    $cron = $immediately = [];
                }
            }
        }
        // The sender that the second call wakes finds what the first one brought (a customer before the invoice).
        $this->enqueue($cron, false);
        $this->enqueue($immediately, true);
    }

    private function enqueue(array $snapshots, bool $immediately): void
    {
        if (!$snapshots) {
            return;
        }
        try {
            $result = $this->engine->enqueue($snapshots, ['purpose' => 'event', 'immediately' => $immediately]);
            foreach ($result['refused'] ?? [] as $refused) {
                $this->logger->error(
                    sprintf('%s: a snapshot was refused', $refused['code'] ?? 'snapshot_refused'),
                    array_intersect_key($refused, ['kind' => 1, 'id' => 1, 'field' => 1])
                );
            }
        } catch (\Throwable $e) {
            $records = [];
            foreach ($snapshots as $snapshot) {
                $records[(string)($snapshot['kind'] ?? '')][] = $snapshot['id'] ?? null;
            }
            $this->report($e, $records);
        }
    }

    /**
     * Writes one line for the developer: code and ids, no content of records.
     * @param array $records entity to ids
     */
    private function report(\Throwable $e, array $records): void
    {
        try {
            $code = 'internal';
            $message = sprintf('%s in %s:%d', get_class($e), $e->getFile(), $e->getLine());
            if ($e instanceof EngineException) {
                $code = $e->getErrorCode();
                $message = $e->getMessage();
            } elseif ($e instanceof \Zend_Db_Exception || $e instanceof \PDOException) {
                $code = 'database';
                $message .= ' ' . $e->getMessage();
            }
            $this->logger->error($code . ': ' . $message, ['records' => $records]);
        } catch (\Throwable $ignored) { // phpcs:ignore Magento2.CodeAnalysis.EmptyBlock
            // A log that cannot be written must not break a sale either.
        }
    }
}
