<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Catalogue;

use Ledgerline\Xero\Api\AvailabilityInterface;
use Ledgerline\Xero\Api\EngineInterface;
use Ledgerline\Xero\Problem\Problem;

/** What an organisation offers to choose from, as last read from Xero. Never throws and never calls Xero. */
class Catalogue
{
    private const FAULTLESS = ['fault' => '', 'account' => null];

    /** @var array<string, array> */
    private array $read = [];

    /** @var array<string, array<string, array<string, array{fault:string, account:array|null}>>> by connection, purpose and value */
    private array $faults = [];

    public function __construct(
        private readonly EngineInterface $engine,
        private readonly AvailabilityInterface $availability,
        private readonly Problem $problem
    ) {}

    public function isRead(string $connection): bool
    {
        return $this->fetchedAt($connection) !== null;
    }

    /** When the lists were read, UTC. */
    public function fetchedAt(string $connection): ?string
    {
        $at = $this->of($connection)['fetched_at'] ?? null;
        return $at === null || $at === '' ? null : (is_numeric($at) ? gmdate('Y-m-d H:i:s', (int)$at) : (string)$at);
    }

    /**
     * All accounts, active or not, sorted by code and name.
     * @return array[] id, code, name, type, class, status, payments, system, fits (purposes)
     */
    public function accounts(string $connection): array
    {
        $accounts = $this->of($connection)['accounts'] ?? [];
        usort($accounts, static function (array $a, array $b): int {
            return [(string)($a['code'] ?? ''), (string)$a['name']] <=> [(string)($b['code'] ?? ''), (string)$b['name']];
        });
        return $accounts;
    }

    /** @return array[] all tax rates, active or not: type, name, rate, status, sales */
    public function taxRates(string $connection): array
    {
        return array_values($this->of($connection)['tax_rates'] ?? []);
    }

    /** @return array[] tax rates that may stand on sales documents: type, name, rate, status, sales */
    public function salesTaxRates(string $connection): array
    {
        return array_values(array_filter($this->taxRates($connection), static function (array $rate): bool {
            return ($rate['status'] ?? 'ACTIVE') === 'ACTIVE' && !empty($rate['sales']);
        }));
    }

    /**
     * Logos and layouts of documents.
     * @return array[] id, name
     */
    public function brandingThemes(string $connection): array
    {
        return array_values($this->of($connection)['branding_themes'] ?? []);
    }

    /** @return array[] tracking categories with their options: id, name, options [{id, name}] */
    public function tracking(string $connection): array
    {
        return array_values($this->of($connection)['tracking'] ?? []);
    }

    /**
     * What Xero named once and lists no more.
     * @param string $list accounts, tax_rates, branding_themes or tracking (categories and options)
     * @return array[] as in the list itself, without a status
     */
    public function gone(string $connection, string $list): array
    {
        return array_values($this->of($connection)['gone'][$list] ?? []);
    }

    /**
     * What the engine finds wrong with the accounts that are chosen anywhere, in its words.
     * @return array[] scope (empty: everybody's), message, fix
     */
    public function wrongAccounts(string $connection): array
    {
        return array_values($this->of($connection)['wrong_accounts'] ?? []);
    }

    /**
     * What is wrong with an account for a purpose, as EngineInterface::accountFaults says it.
     * @param string $value code or id; nothing is known to be wrong with none
     * @return array{fault:string, account:array|null}
     */
    public function accountFault(string $connection, string $role, string $value): array
    {
        if ($value === '' || !$this->isRead($connection)) {
            return self::FAULTLESS;
        }
        if (!isset($this->faults[$connection][$role][$value])) {
            try {
                $asked = [['role' => $role, 'value' => $value]];
                $this->faults[$connection][$role][$value] = $this->engine->accountFaults($connection, $asked)[0] ?? self::FAULTLESS;
            } catch (\Throwable $thrown) {
                $this->problem->of($thrown);
                $this->faults[$connection][$role][$value] = self::FAULTLESS;
            }
        }
        return $this->faults[$connection][$role][$value];
    }

    /**
     * Currencies that the organisation uses; empty when they were never read.
     * @return string[]
     */
    public function currencies(string $connection): array
    {
        return array_values($this->of($connection)['currencies'] ?? []);
    }

    /** Asks the engine again at the next question. */
    public function forget(): void
    {
        $this->read = $this->faults = [];
    }

    private function of(string $connection): array
    {
        if (!isset($this->read[$connection])) {
            try {
                $this->read[$connection] = $this->availability->isReady() ? $this->engine->catalogue($connection) : [];
            } catch (\Throwable $thrown) {
                $this->problem->of($thrown);
                $this->read[$connection] = [];
            }
        }
        return $this->read[$connection];
    }
}
