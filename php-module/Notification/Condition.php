<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Notification;

use Ledgerline\Xero\Api\AvailabilityInterface;
use Ledgerline\Xero\Api\Data\ConnectionStatus;
use Ledgerline\Xero\Api\EngineInterface;
use Ledgerline\Xero\Config\Connections;
use Ledgerline\Xero\Problem\Reason;
use Ledgerline\Xero\Reconcile\Verdict;
use Ledgerline\Xero\Sending\DrainStep;
use Magento\Framework\App\CacheInterface;
use Magento\Framework\Serialize\Serializer\Json;

/** How the installation stands, for the notices on every page of the admin: asked at most once a minute, never throws. */
class Condition
{
    private const CACHE_ID = 'ledgerline_xero_condition';
    private const SECONDS = 60;
    /** Before a connection ends, a person has so many days to hear of it. */
    private const EXPIRY_DAYS = 14;
    private const FINE = [
        'store' => null, 'connections' => [], 'held' => 0, 'drain_late' => null, 'expiring' => [], 'used_up' => [],
        'differing' => [],
    ];

    private ?array $condition = null;

    public function __construct(
        private readonly AvailabilityInterface $availability,
        private readonly EngineInterface $engine,
        private readonly Connections $connections,
        private readonly DrainSchedule $schedule,
        private readonly CacheInterface $cache,
        private readonly Json $json
    ) {
    }

    /**
     * All facts.
     *
     * Store is null when fine, else code, message and whether it can be used all the same; connections are those that were lost; held counts jobs that a
     * person must look at; drain_late is null or since when (seconds, 0: never) nothing was drained; expiring are
     * connections that end soon, used_up those whose calls of the day are, differing those whose newest reconciliation
     * found what needs a person.
     *
     * @return array{store:?array, connections:array, held:int, drain_late:?int, expiring:array, used_up:array,
     *     differing:array}
     */
    public function get(): array
    {
        if ($this->condition === null) {
            $this->condition = self::FINE;
            try {
                if ($this->availability->isReady()) {
                    $this->condition = $this->cached() ?? $this->examine();
                }
            } catch (\Throwable $e) {
                $this->condition['store'] = ['code' => 'internal', 'message' => $e->getMessage(), 'usable' => false];
            }
        }
        return $this->condition;
    }

    /** The answer of the last minute. */
    private function cached(): ?array
    {
        $stored = $this->cache->load(self::CACHE_ID);
        return is_string($stored) && $stored !== '' ? $this->json->unserialize($stored) : null;
    }

    /** Asks the engine and keeps the answer. */
    private function examine(): array
    {
        $condition = self::FINE;
        $store = $this->engine->health()['store'] ?? [];
        if (empty($store['ok'])) {
            $condition['store'] = [
                'code' => (string)($store['code'] ?? ''),
                'message' => (string)($store['message'] ?? ''),
                'message_data' => $store['message_data'] ?? [],
                'usable' => isset($store['schema']),
            ];
        }
        // What is damaged keeps nothing else from being told.
        if (isset($store['schema'])) {
            $connected = $this->lookAtConnections($condition);
            $condition['held'] = Reason::attention($this->engine->counts()['held'] ?? []);
            if ($connected !== null) {
                $last = (int)$this->engine->cursor(DrainStep::LAST_DRAIN);
                if ($this->schedule->isLate(max($last, $connected))) {
                    $condition['drain_late'] = $last;
                }
            }
        }
        $this->cache->save($this->json->serialize($condition), self::CACHE_ID, [], self::SECONDS);
        return $condition;
    }

    /**
     * Collects the lost connections.
     *
     * @return int|null when the oldest working connection was made (seconds), null: none works
     */
    private function lookAtConnections(array &$condition): ?int
    {
        $connected = null;
        $codes = $this->connections->all();
        foreach ($this->engine->connections() as $status) {
            if (!in_array($status->connection, $codes, true)) {
                continue;
            }
            if (in_array($status->state, [ConnectionStatus::NEEDS_CONNECTION, ConnectionStatus::PAUSED], true)) {
                $condition['connections'][] = [
                    'connection' => $status->connection,
                    'name' => $status->organisation?->name ?? $status->name,
                    'message' => $status->message->english,
                    'message_data' => $status->message->data,
                    'asks' => $status->question !== null,
                ];
            } elseif ($status->isConnected()) {
                $connected = min($connected ?? $status->connectedSince(), $status->connectedSince());
                $this->lookInside($condition, $status);
            }
        }
        return $connected;
    }

    /** Collects what is worth knowing about a connection that works. */
    private function lookInside(array &$condition, ConnectionStatus $status): void
    {
        $one = [
            'connection' => $status->connection,
            'name' => $status->organisation?->name ?? $status->connection,
        ];
        $ends = $status->consentExpiresAt;
        if ($ends !== '' && (int)strtotime($ends . ' UTC') - time() < self::EXPIRY_DAYS * 86400) {
            $condition['expiring'][] = $one + ['at' => $ends];
        }
        if ($this->engine->budget($one['connection'])->dayRemaining <= 0) {
            $condition['used_up'][] = $one;
        }
        $reconciliation = $this->engine->reconciliation($one['connection']);
        // What is held has a notice of its own.
        $verdict = $reconciliation['verdict'] ?? ['wrong' => 0, 'counts' => [Verdict::HELD => 0]];
        $wrong = $verdict['wrong'] - $verdict['counts'][Verdict::HELD];
        if ($wrong > 0) {
            $condition['differing'][] = $one + ['at' => (string)$reconciliation['at'], 'wrong' => $wrong];
        }
    }
}
