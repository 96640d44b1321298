<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Overview;

use Ledgerline\Xero\Api\AvailabilityInterface;
use Ledgerline\Xero\Api\Data\ConnectionOverview;
use Ledgerline\Xero\Api\Data\ConnectionStatus;
use Ledgerline\Xero\Api\Data\QueueRow;
use Ledgerline\Xero\Api\EngineInterface;
use Ledgerline\Xero\Config\Connections;
use Ledgerline\Xero\Notification\DrainSchedule;
use Magento\Framework\App\CacheInterface;
use Magento\Framework\Serialize\Serializer\Json;
use Magento\Framework\Stdlib\DateTime\TimezoneInterface;

/**
 * How everything stands, for the overview, the dashboard and the daily e-mail. Asks the store alone, at most once in
 * half a minute: counting a long queue is not free.
 */
class Summary
{
    private const CACHE_ID = 'ledgerline_xero_glance';
    private const SECONDS = 30;
    private const ATTENTION = ['held', 'failed'];

    /** So many documents are shown of a reason, and of so many reasons. */
    private const DOCUMENTS = 5;
    private const REASONS = 12;

    /** Kinds of documents that people count, in the order of a sale. */
    private const KINDS = ['invoice', 'credit_note', 'payment', 'refund', 'contact', 'item'];

    public function __construct(
        private readonly AvailabilityInterface $availability,
        private readonly EngineInterface $engine,
        private readonly Connections $connections,
        private readonly DrainSchedule $schedule,
        private readonly TimezoneInterface $timezone,
        private readonly CacheInterface $cache,
        private readonly Json $json
    ) {}

    /**
     * Facts of half a minute ago at most; null without the extension.
     * @return array|null at, cron_last, cron_late, connections (list of: connection, state, name, message, fix,
     *     expires_at, budget, reconciliation, today, waiting, attention, oldest_at, held (see held()))
     */
    public function get(): ?array
    {
        if (!$this->availability->isReady()) {
            return null;
        }
        $stored = $this->cache->load(self::CACHE_ID);
        if (is_string($stored) && $stored !== '') {
            return $this->json->unserialize($stored);
        }
        $glance = $this->look();
        $this->cache->save($this->json->serialize($glance), self::CACHE_ID, [], self::SECONDS);
        return $glance;
    }

    /**
     * @param string|null $since UTC; counts what was sent from then on, null: from midnight on
     * @param string|null $until UTC; null: to now
     * @return array as get()
     */
    public function look(?string $since = null, ?string $until = null): array
    {
        $since ??= $this->midnight();
        $codes = $this->connections->all();
        $overview = $this->engine->overview($codes);
        $statuses = [];
        foreach ($this->engine->connections() as $status) {
            $statuses[$status->connection] = $status;
        }
        $connections = [];
        foreach ($codes as $code) {
            $status = $statuses[$code] ?? ConnectionStatus::without($code, ConnectionStatus::NOT_CONFIGURED);
            $connections[] = $this->connection($code, $status, $overview->connections[$code])
                + ['today' => $this->sent($code, $since, $until)];
        }
        return [
            'at' => time(),
            'cron_last' => $overview->cronLast,
            'cron_late' => $this->schedule->isLate($overview->cronSince),
            'connections' => $connections,
        ];
    }

    private function connection(string $code, ConnectionStatus $status, ConnectionOverview $told): array
    {
        $hasBooks = $status->organisation !== null;
        $budget = $hasBooks ? $this->engine->budget($code)->toArray() : [];
        unset($budget['days'], $budget['minutes']);
        return [
            'connection' => $code,
            'state' => $status->state,
            'name' => $status->organisationName(),
            'asks' => $status->question !== null,
            'message' => $status->message->english,
            'message_data' => $status->message->data,
            'fix' => $status->fix->english,
            'fix_data' => $status->fix->data,
            'expires_at' => $status->consentExpiresAt,
            'budget' => $budget,
            'reconciliation' => $hasBooks ? $told->reconciliation : null,
            'waiting' => $told->waiting,
            'attention' => $told->attention,
            'oldest_at' => $told->oldestAt,
            'held' => $this->held($code, $told->held),
        ];
    }

    /**
     * What is held by reason, with some of the documents where each has a reason of its own.
     * @param string $code of the connection
     * @param array[] $reasons as ConnectionOverview has them
     * @return array[] code, count, subjects [{subject, message, count}], documents [{entity, entity_id, number, message}]
     */
    private function held(string $code, array $reasons): array
    {
        $held = [];
        foreach ($reasons as $place => $reason) {
            $hasDocuments = $reason['single'] && $place < self::REASONS;
            unset($reason['single']);
            $held[] = $reason + ['documents' => $hasDocuments ? $this->documents($code, $reason['code']) : []];
        }
        return $held;
    }

    /**
     * The newest documents that are held for a reason.
     * @param string $code of the connection
     */
    private function documents(string $code, string $reason): array
    {
        $page = $this->engine->jobs([
            'filters' => [
                ['field' => 'state', 'condition' => 'in', 'value' => self::ATTENTION],
                ['field' => 'connection', 'condition' => 'eq', 'value' => $code],
                ['field' => 'code', 'condition' => 'eq', 'value' => $reason],
                ['field' => 'subject', 'condition' => 'eq', 'value' => ''],
            ],
            'page' => 1,
            'page_size' => self::DOCUMENTS,
        ]);
        return array_map(static fn (QueueRow $job): array => [
            'entity' => $job->entity,
            'entity_id' => $job->entityId,
            'number' => $job->number,
            'message' => $job->message->english,
            'message_data' => $job->message->data,
        ], $page->rows);
    }

    /**
     * What came to Xero, by kind.
     * @param string $since UTC
     * @param string|null $until UTC
     * @return array<string,int>
     */
    private function sent(string $code, string $since, ?string $until): array
    {
        $sent = [];
        foreach (self::KINDS as $kind) {
            $filters = [
                ['field' => 'state', 'condition' => 'eq', 'value' => 'done'],
                ['field' => 'connection', 'condition' => 'eq', 'value' => $code],
                ['field' => 'kind', 'condition' => 'eq', 'value' => $kind],
                ['field' => 'action', 'condition' => 'in', 'value' => ['create', 'update']],
                ['field' => 'updated_at', 'condition' => 'gteq', 'value' => $since],
            ];
            if ($until !== null) {
                $filters[] = ['field' => 'updated_at', 'condition' => 'lteq', 'value' => $until];
            }
            $page = $this->engine->jobs(['filters' => $filters, 'page' => 1, 'page_size' => 1]);
            $sent[$kind] = $page->total;
        }
        return $sent;
    }

    /** When today began where the shop is, in UTC. */
    private function midnight(): string
    {
        $zone = new \DateTimeZone($this->timezone->getConfigTimezone() ?: 'UTC');
        return (new \DateTimeImmutable('today', $zone))->setTimezone(new \DateTimeZone('UTC'))->format('Y-m-d H:i:s');
    }
}
