<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Snapshot;

use Magento\Framework\App\Config\ScopeConfigInterface;
use Magento\Framework\Event\ConfigInterface as EventConfig;
use Magento\Store\Model\ScopeInterface;
use Magento\Store\Model\StoreManagerInterface;

/**
 * What snapshots are made of beside the rows of their records, the same for all of them: configuration, store views, customer groups, places of
 * tax rates, the code that reads, and which other modules are asked.
 */
class Surroundings
{
    private const EXTENSION = 'ledgerline';

    public function __construct(
        private readonly ScopeConfigInterface $config,
        private readonly StoreManagerInterface $storeManager,
        private readonly CustomerGroups $groups,
        private readonly AppliedTaxes $taxes,
        private readonly RowDigest $digest,
        private readonly ExtraTotals $extraTotals,
        private readonly Tenders $tenders,
        private readonly EventConfig $events
    ) {}

    /** Another text as soon as any of it is different. */
    public function digest(): string
    {
        $parts = [
            $this->code(),
            $this->stores(),
            $this->groups->load(),
            $this->digest->of($this->taxes->places()->columns(['all' => new \Zend_Db_Expr('1')]), 'all'),
            $this->others(),
        ];
        return $this->text($parts);
    }

    /** Whether other modules say something about documents, from wherever they know it: then rows alone do not tell that nothing changed. */
    public function isAsked(string $entity): bool
    {
        return in_array($entity, Reader::DOCUMENTS, true) && $this->others() !== [];
    }

    /** @return string[] */
    private function others(): array
    {
        $observers = array_map(
            static fn (array $observer): string => (string)($observer['instance'] ?? ''),
            array_values($this->events->getObservers(ExtraTotals::EVENT))
        );
        return [...$this->extraTotals->providers(), ...$this->tenders->providers(), ...$observers];
    }

    /** @return string[] what reads: this module's files, and the extension */
    private function code(): array
    {
        // Another version may make something else of the same rows.
        $files = array_map(static fn (string $file): string => (string)hash_file('md5', $file), glob(__DIR__ . '/*.php') ?: []);
        return [(string)phpversion(self::EXTENSION), ...$files];
    }

    /** All websites and store views with all of their configuration. */
    private function stores(): array
    {
        $parts = [$this->text($this->config->getValue(null))];
        foreach ($this->storeManager->getWebsites() as $website) {
            $parts['website ' . $website->getCode()] = [$website->getId(), $website->getCode(), $this->values(ScopeInterface::SCOPE_WEBSITES, $website->getCode())];
        }
        foreach ($this->storeManager->getStores() as $store) {
            $parts['store ' . $store->getCode()] = [
                $store->getId(), $store->getCode(), $store->getName(), $store->getWebsiteId(),
                $this->values(ScopeInterface::SCOPE_STORES, $store->getCode()),
            ];
        }
        return $parts;
    }

    private function values(string $scope, string $code): string
    {
        return $this->text($this->config->getValue(null, $scope, $code));
    }

    /** A text that stands for values, in whichever order Magento's caches have their names. */
    private function text(mixed $values): string
    {
        if (is_array($values)) {
            self::order($values);
        }
        $json = (string)json_encode($values, JSON_INVALID_UTF8_SUBSTITUTE | JSON_PARTIAL_OUTPUT_ON_ERROR);
        return substr(base64_encode(hash('sha256', $json, true)), 0, 22);
    }

    private static function order(array &$values): void
    {
        ksort($values);
        foreach ($values as &$value) {
            if (is_array($value)) {
                self::order($value);
            }
        }
    }
}
