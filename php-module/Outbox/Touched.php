<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Outbox;

use Ledgerline\Xero\Config\Connections;
use Ledgerline\Xero\Config\Settings;
use Ledgerline\Xero\Snapshot\Reader;
use Magento\Framework\DB\Adapter\AdapterInterface;
use Magento\Framework\DB\Adapter\DeadlockException;
use Magento\Framework\DB\Adapter\LockWaitException;
use Psr\Log\LoggerInterface;

/**
 * Collects what a process touched and writes it to the outbox in the transaction that saves it, with one statement before the commit.
 *
 * So nothing is lost between saving and queueing, and what is rolled back takes its touches along. Who reads them: cron and the drain within
 * a minute; where something is sent immediately, the web server's process after its answer; on the command line the process itself, every
 * 200 records and at its end, because it holds nobody up.
 *
 * A table that is not there (files are newer than the database) is no reason to lose a touch: the records are then read at the end.
 */
class Touched
{
    /** So many records of a long process are read together. */
    private const PORTION = 200;

    private readonly bool $longProcess;

    /**
     * Touched in the transaction that is open, or outside of any: entity to set of ids.
     *
     * @var array<string,array<int,bool>>
     */
    private array $new = [];

    /**
     * About to be saved, which no event will tell.
     *
     * @var array<string,array<int,bool>>
     */
    private array $late = [];

    /**
     * In the outbox, and not read by this process.
     *
     * @var array<string,array<int,bool>>
     */
    private array $written = [];

    private bool $registered = false;

    private bool $flushing = false;

    /** The outbox failed in this process: asking it at every commit would only cost the shop time. */
    private bool $unwritable = false;

    /** @param bool|null $longProcess null: on the command line */
    public function __construct(
        private readonly TouchTable $table,
        private readonly Collector $collector,
        private readonly Settings $settings,
        private readonly Connections $connections,
        private readonly LoggerInterface $logger,
        ?bool $longProcess = null
    ) {
        $this->longProcess = $longProcess ?? PHP_SAPI === 'cli';
    }

    /**
     * Notes one record.
     *
     * @param string $entity customer, product, order, invoice, creditmemo, or {@see Collector::INVOICES_OF_ORDER}
     * @param bool $saved false: the record is about to be saved, so it must not be read yet
     */
    public function add(string $entity, int $id, bool $saved = true): void
    {
        if ($id <= 0) {
            return;
        }
        if ($saved) {
            $this->new[$entity][$id] = true;
        } else {
            $this->late[$entity][$id] = true;
        }
        if (!$this->registered) {
            $this->registered = true;
            // phpcs:ignore Magento2.Functions.DiscouragedFunction
            register_shutdown_function([$this, 'end']);
        }
        if ($saved && $this->isPortionFull() && $this->table->connection()->getTransactionLevel() === 0) {
            $this->flush();
        }
    }

    /**
     * A transaction is about to be committed.
     *
     * @throws DeadlockException|LockWaitException when the database has undone the transaction: a commit would then save nothing
     */
    public function beforeCommit(AdapterInterface $connection): void
    {
        if ($this->new && $connection->getTransactionLevel() === 1 && $connection === $this->table->connection()) {
            $this->write();
        }
    }

    /** A transaction was committed. */
    public function afterCommit(AdapterInterface $connection): void
    {
        if ($connection->getTransactionLevel() === 0 && $this->isPortionFull()) {
            $this->flush();
        }
    }

    /** A transaction was undone, and what it touched with it. */
    public function afterRollBack(AdapterInterface $connection): void
    {
        if ($connection->getTransactionLevel() === 0 && $connection === $this->table->connection()) {
            $this->new = [];
        }
    }

    /** Writes what is noted, and reads and enqueues what this process touched. Never throws. */
    public function flush(): void
    {
        if ($this->flushing) {
            return;
        }
        $this->flushing = true;
        try {
            $left = $this->settle();
            $written = $this->lists($this->written);
            $this->written = [];
            $this->collector->collect($written);
            $this->collector->enqueue($left);
        } finally {
            $this->flushing = false;
        }
    }

    /** The end of the process. Never throws. */
    public function end(): void
    {
        // What other shutdown functions touch after this one is written by another registration.
        $this->registered = false;
        if (!$this->new && !$this->late && !$this->written) {
            return;
        }
        if (!$this->longProcess && function_exists('fastcgi_finish_request')) {
            // The visitor has the whole answer before anything else is done.
            fastcgi_finish_request();
        }
        $this->conclude();
    }

    /** What is to be done at the end: reading where somebody relies on it, writing what is noted otherwise. */
    public function conclude(): void
    {
        if ($this->longProcess || $this->isSentImmediately()) {
            $this->flush();
        } elseif ($left = $this->settle()) {
            $this->collector->enqueue($left);
        }
    }

    /**
     * Writes what is noted outside of a transaction.
     *
     * @return array<string,int[]> what could not be written: entity to ids
     */
    private function settle(): array
    {
        $noted = $this->lists(array_replace_recursive($this->new, $this->late));
        if ($noted === []) {
            return [];
        }
        try {
            if ($this->table->connection()->getTransactionLevel() > 0) {
                // exit() inside a transaction: what it touched is about to be rolled back.
                $this->logger->warning('transaction_open: left to the sweep', ['records' => $noted]);
                $this->new = $this->late = [];
                return [];
            }
            foreach ($this->late as $entity => $ids) {
                $this->new[$entity] = ($this->new[$entity] ?? []) + $ids;
            }
            $this->late = [];
            $this->write();
        } catch (\Throwable $thrown) {
            $this->collector->report($thrown, $noted);
        }
        $left = $this->lists($this->new);
        $this->new = [];
        return $left;
    }

    /**
     * Writes the new touches; what cannot be written stays new.
     *
     * @throws DeadlockException|LockWaitException
     */
    private function write(): void
    {
        if ($this->unwritable) {
            return;
        }
        try {
            $this->table->insert($this->lists($this->new));
            $this->written = array_replace_recursive($this->written, $this->new);
            $this->new = [];
        } catch (DeadlockException $thrown) {
            throw $thrown;
        } catch (\Throwable $thrown) {
            if ($thrown instanceof LockWaitException && $this->table->isUndoneByTimeouts()) {
                throw $thrown;
            }
            $this->unwritable = true;
            $this->collector->report($thrown, $this->lists($this->new));
        }
    }

    private function isPortionFull(): bool
    {
        return $this->longProcess
            && array_sum(array_map(count(...), $this->new)) + array_sum(array_map(count(...), $this->written)) >= self::PORTION;
    }

    /** Whether some connection sends one of the touched entities immediately. */
    private function isSentImmediately(): bool
    {
        $entities = $this->new + $this->late + $this->written;
        if (isset($entities[Reader::INVOICE]) || isset($entities[Collector::INVOICES_OF_ORDER])) {
            $entities += [Reader::INVOICE => [], Reader::ORDER => []];
        }
        try {
            foreach ($this->connections->all() as $connection) {
                foreach (array_intersect(Settings::ENTITIES, array_keys($entities)) as $entity) {
                    if ($this->settings->isSentImmediately($entity, $connection)) {
                        return true;
                    }
                }
            }
        } catch (\Throwable $thrown) {
            $this->collector->report($thrown, []);
        }
        return false;
    }

    /**
     * @param array<string,array<int,bool>> $sets
     * @return array<string,int[]>
     */
    private function lists(array $sets): array
    {
        return array_filter(array_map(array_keys(...), $sets));
    }
}
