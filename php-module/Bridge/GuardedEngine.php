<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Bridge;

use Ledgerline\Xero\Api\AvailabilityInterface;
use Ledgerline\Xero\Config\Options;

/** The gateway for the whole module: a store that does not send for the shop can be looked at, and neither queues nor sends, connects or decides. */
class GuardedEngine extends Engine
{
    private const GUARDED = [
        'authorise' => 1, 'completeAuthorise' => 1, 'chooseOrganisation' => 1, 'confirmOrganisation' => 1, 'connectCustom' => 1, 'disconnect' => 1,
        'createAccount' => 1, 'enqueue' => 1, 'drain' => 1, 'retry' => 1, 'hold' => 1, 'cancel' => 1, 'exclude' => 1, 'erase' => 1, 'reconcile' => 1,
        'startRun' => 1, 'advanceRun' => 1, 'pauseRun' => 1, 'cancelRun' => 1,
    ];

    public function __construct(AvailabilityInterface $availability, Options $options, private readonly StoreGuard $guard)
    {
        parent::__construct($availability, $options);
    }

    public function catalogue(string $connection, bool $refresh = false): array
    {
        if ($refresh) {
            // Xero gives a new token for each use of the old one, which a copy of the store has, too.
            $this->guard->check();
        }
        return parent::catalogue($connection, $refresh);
    }

    /** A drain takes minutes: it stops when another store takes over meanwhile. */
    public function drain(array $options = [], ?callable $progress = null): array
    {
        $refusal = null;
        $result = parent::drain($options, function (array $state) use ($progress, &$refusal): bool {
            try {
                $refusal = $this->guard->refusal();
            } catch (\Exception) { // phpcs:ignore Magento2.CodeAnalysis.EmptyBlock
                // A database that is away for a moment is no reason to stop.
            }
            return $refusal === null && ($progress === null || $progress($state) !== false);
        });
        if ($refusal !== null) {
            throw $refusal;
        }
        return $result;
    }

    protected function ask(string $method, array $arguments): mixed
    {
        if (isset(self::GUARDED[$method])) {
            $this->guard->check();
        }
        return parent::ask($method, $arguments);
    }
}
