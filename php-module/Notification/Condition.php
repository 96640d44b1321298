<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Notification;

use Ledgerline\Xero\Api\AvailabilityInterface;
use Ledgerline\Xero\Api\Data\ConnectionOverview;
use Ledgerline\Xero\Api\Data\ConnectionStatus;
use Ledgerline\Xero\Api\EngineInterface;
use Ledgerline\Xero\Bridge\StoreGuard;
use Ledgerline\Xero\Config\Connections;
use Magento\Framework\App\CacheInterface;
use Magento\Framework\Locale\ResolverInterface;
use Magento\Framework\Serialize\Serializer\Json;

/** How the installation stands, for the notices on every page of the admin: asked at most once a minute, never throws. */
class Condition
{
    /** Of what is remembered for a minute, in whichever language and on whichever server. */
    public const CACHE_TAG = 'LEDGERLINE_XERO_CONDITION';

    private const CACHE_ID = 'ledgerline_xero_condition';
    private const SECONDS = 60;
    private const FINE = [
        'store' => null, 'connections' => [], 'held' => 0, 'drain_late' => null, 'expiring' => [], 'used_up' => [],
        'differing' => [],
    ];

    private ?array $condition = null;

    public function __construct(
        private readonly AvailabilityInterface $availability,
        private readonly EngineInterface $engine,
        private readonly StoreGuard $guard,
        private readonly Connections $connections,
        private readonly DrainSchedule $schedule,
        private readonly CacheInterface $cache,
        private readonly Json $json,
        private readonly ResolverInterface $locale
    ) {}

    /**
     * All facts.
     *
     * Store is null when fine, else code, message and whether it can be used all the same, and a fix where it is not the one that sends for the shop;
     * connections are those that were lost; held counts jobs that a
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
        $stored = $this->cache->load($this->cacheId());
        return is_string($stored) && $stored !== '' ? $this->json->unserialize($stored) : null;
    }

    /** The servers of a shop may share the cache and have different stores. */
    private function cacheId(): string
    {
        return implode('_', [self::CACHE_ID, gethostname(), $this->locale->getLocale()]);
    }

    private function examine(): array
    {
        $condition = self::FINE;
        $store = $this->engine->health()->store;
        $refusal = $store->isUsable ? $this->guard->refusal() : null;
        if ($refusal !== null) {
            // What this store has in its queue is not what is to be told then.
            $condition['store'] = [
                'code' => $refusal->getErrorCode(), 'message' => $refusal->getMessage(), 'fix' => $refusal->getDetails()['fix'], 'usable' => true,
            ];
            return $this->remembered($condition);
        }
        if (!$store->isFine) {
            $condition['store'] = [
                'code' => $store->code,
                'message' => $store->message->english,
                'message_data' => $store->message->data,
                'usable' => $store->isUsable,
            ];
        }
        // What is damaged keeps nothing else from being told.
        if ($store->isUsable) {
            $overview = $this->engine->overview($this->connections->all());
            $condition['held'] = $overview->attention;
            if ($this->schedule->isLate($overview->cronSince)) {
                $condition['drain_late'] = $overview->cronLast;
            }
            foreach ($this->engine->connections() as $status) {
                $told = $overview->connections[$status->connection] ?? null;
                foreach ($told?->concerns ?? [] as $concern) {
                    [$fact, $notice] = $this->concern($concern, $status, $told);
                    $condition[$fact][] = $notice;
                }
            }
        }
        return $this->remembered($condition);
    }

    private function remembered(array $condition): array
    {
        $this->cache->save($this->json->serialize($condition), $this->cacheId(), [self::CACHE_TAG], self::SECONDS);
        return $condition;
    }

    /** @return array{0:string, 1:array} which of the facts is worth telling of a connection, and what its notice needs */
    private function concern(string $concern, ConnectionStatus $status, ConnectionOverview $told): array
    {
        $one = ['connection' => $status->connection, 'name' => $status->organisation?->name ?? $status->connection];
        return match ($concern) {
            'lost' => ['connections', [
                'connection' => $status->connection,
                'name' => $status->organisation?->name ?? $status->name,
                'message' => $status->message->english,
                'message_data' => $status->message->data,
                'asks' => $status->question !== null,
            ]],
            'expiring' => ['expiring', $one + ['at' => $status->consentExpiresAt]],
            'used_up' => ['used_up', $one],
            'differing' => ['differing', $one + ['at' => $told->reconciliation['at'], 'wrong' => $told->differing]],
        };
    }
}
