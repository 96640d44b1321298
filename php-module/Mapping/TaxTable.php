<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Mapping;

use Ledgerline\Xero\Api\EngineInterface;
use Ledgerline\Xero\Catalogue\Catalogue;
use Ledgerline\Xero\Config\Mappings;
use Ledgerline\Xero\Problem\Problem;
use Ledgerline\Xero\Text\Display;
use Ledgerline\Xero\Text\Messages;
use Magento\Framework\Locale\ListsInterface;

/** The rows of the page "Tax mapping": every rate of the shop, and what becomes of it in Xero. */
class TaxTable
{
    /** More rates than these are shown by percentage. */
    private const MANY = 200;
    private const NO_TAX = '0';
    private const HELD = ['tax_rate_unmapped', 'tax_rate_invalid', 'tax_rate_differs'];

    /** @var array<string,array[]> */
    private array $rows = [];

    public function __construct(
        private readonly EngineInterface $engine,
        private readonly Mappings $mappings,
        private readonly Catalogue $catalogue,
        private readonly ShopTaxRates $shopRates,
        private readonly Held $held,
        private readonly Problem $problem,
        private readonly Messages $messages,
        private readonly Display $display,
        private readonly ListsInterface $lists
    ) {
    }

    /**
     * All rows.
     *
     * @return array[] key (as in tax.map), label, percent, country, count (rates it stands for), applies ("" or "shipping"),
     *     type (mapped), inherited (mapped for its percentage), proposal {type, name, fit, reason, matched (what it gets today without being mapped)} or null,
     *     state and unmapped (how it stands, and would without a choice: State), held, held_code
     */
    public function rows(string $connection): array
    {
        if (!isset($this->rows[$connection])) {
            $this->rows[$connection] = $this->read($connection);
        }
        return $this->rows[$connection];
    }

    /**
     * How many rows are in each state.
     *
     * @return array<string,int>
     */
    public function states(string $connection): array
    {
        return array_count_values(array_column($this->rows($connection), 'state'));
    }

    /**
     * Tax rules that the page shows as rows of their own: a rate on shipping, without other conditions.
     *
     * @param array[] $rules
     * @return array<string,string> rate to tax type
     */
    public function shippingRules(array $rules): array
    {
        $types = [];
        foreach ($rules as $rule) {
            if ($this->isPlainShipping($rule)) {
                $types[$rule['rate']] = $rule['tax_type'];
            }
        }
        return $types;
    }

    /**
     * Tax rules with other conditions.
     *
     * @return array[]
     */
    public function conditional(string $connection): array
    {
        $shown = array_column(
            array_filter($this->rows($connection), static function (array $row): bool {
                return $row['applies'] !== '';
            }),
            'key'
        );
        return array_values(array_filter($this->mappings->taxRules($connection), function (array $rule) use ($shown): bool {
            return !($this->isPlainShipping($rule) && in_array($rule['rate'], array_map(strval(...), $shown), true));
        }));
    }

    /**
     * Builds the rows.
     *
     * @return array[]
     */
    private function read(string $connection): array
    {
        $map = $this->mappings->taxMap($connection);
        $held = $this->held->bySubject($connection, self::HELD);
        $rates = $this->rates(array_merge(array_map(strval(...), array_keys($map)), array_map(strval(...), array_keys($held))));
        $shipping = array_flip($this->shopRates->shipping());
        $single = $this->single($rates);
        $grouped = array_map(strval(...), array_keys(array_filter($rates, static function (array $rate): bool {
            return ($rate['code'] ?? '') === $rate['percent'];
        })));
        $quiet = $single
            ? array_fill_keys($this->shopRates->added(), MappingState::PART)
                + array_fill_keys(array_diff($single, $this->shopRates->used()), MappingState::NONE)
            : [];
        $quiet += $grouped
            ? array_fill_keys($this->shopRates->addedPercentages(), MappingState::PART)
                + array_fill_keys(array_diff($grouped, $this->shopRates->usedPercentages()), MappingState::NONE)
            : [];
        $onShipping = $this->shippingRules($this->mappings->taxRules($connection));
        $proposals = $this->proposals($connection, $rates);
        $automatic = $this->mappings->taxAutomatic($connection);
        $known = array_column($this->catalogue->salesTaxRates($connection), 'type');
        $isRead = $this->catalogue->isRead($connection);
        $rows = [];
        foreach ($rates as $key => $rate) {
            $key = (string)$key;
            $type = (string)($map[$key] ?? '');
            $byPercent = $rate['percent'] === $key ? '' : (string)($map[$rate['percent']] ?? '');
            $row = [
                'key' => $key,
                'label' => $rate['label'],
                'percent' => $rate['percent'],
                'country' => $rate['country'],
                'count' => $rate['count'],
                'applies' => '',
                'type' => $type,
                'inherited' => $byPercent,
                'proposal' => $proposals[$key] ?? null,
                'held' => (int)($held[$key]['count'] ?? 0),
                'held_code' => (string)($held[$key]['code'] ?? ''),
            ];
            $unmapped = $byPercent !== '' ? $this->chosen($byPercent, $known) : $this->unmapped($row, $automatic, $isRead);
            $isOpen = in_array($unmapped, [MappingState::MISSING, MappingState::PROPOSAL, MappingState::OPEN], true);
            $unmapped = $isOpen && $row['held'] === 0 ? $quiet[$key] ?? $unmapped : $unmapped;
            $rows[] = $row + ['state' => $type === '' ? $unmapped : $this->chosen($type, $known), 'unmapped' => $unmapped];
            if (isset($shipping[$key])) {
                $rows[] = [
                    'applies' => 'shipping',
                    'type' => $onShipping[$key] ?? '',
                    'proposal' => null,
                    'held' => 0,
                    'held_code' => '',
                    'state' => isset($onShipping[$key]) ? $this->chosen($onShipping[$key], $known) : MappingState::NONE,
                    'unmapped' => MappingState::NONE,
                ] + $row;
            }
        }
        return $rows;
    }

    /**
     * The rates to show: the shop's, no tax, and what only documents or the map know.
     *
     * @param string[] $others
     * @return array<string,array>
     */
    private function rates(array $others): array
    {
        $rates = [self::NO_TAX => [
            'label' => (string)__('No tax (0 %)'), 'percent' => '0', 'country' => '', 'region' => '', 'count' => 1,
        ]];
        $isMany = $this->shopRates->count() > self::MANY;
        if ($isMany) {
            foreach ($this->shopRates->byPercentage() as $percent => $rate) {
                $rates[(string)$percent] = $rates[(string)$percent]
                    ?? ['label' => (string)__('Every rate of %1 %', $this->display->decimal((string)$percent))] + $rate;
            }
        }
        $single = $this->shopRates->all($isMany ? $others : null);
        foreach ($single as $code => $rate) {
            $rates[(string)$code] = $rates[(string)$code] ?? ['label' => (string)$code] + $rate;
        }
        foreach ($others as $other) {
            $isPercent = preg_match('/^\d+(\.\d+)?$/', $other) === 1;
            $rates[$other] = $rates[$other] ?? [
                'label' => $isPercent ? (string)__('Every rate of %1 %', $this->display->decimal($other)) : $other,
                'percent' => $isPercent ? $other : $this->joint($other, $single),
                'country' => $isPercent ? '' : $this->country($other, $single),
                'region' => $isPercent ? '' : $this->region($other, $single),
                'count' => 1,
            ];
        }
        return $rates;
    }

    /**
     * Keys of the rows that are single rates of the shop.
     *
     * @return string[]
     */
    private function single(array $rates): array
    {
        return array_map(strval(...), array_keys(array_filter($rates, static function (array $rate): bool {
            return !empty($rate['code']) && $rate['code'] !== $rate['percent'];
        })));
    }

    /** The percentage of several rates with plus signs between, when all are known and none is computed on another. */
    private function joint(string $codes, array $single): string
    {
        $percent = [];
        foreach (explode(' + ', $codes) as $code) {
            if (!isset($single[$code])) {
                return '';
            }
            $percent[] = $single[$code]['percent'];
        }
        return implode(' + ', $percent);
    }

    /** The country of several rates with plus signs between, when it is the same for all. */
    private function country(string $codes, array $single): string
    {
        $countries = [];
        foreach (explode(' + ', $codes) as $code) {
            $countries[(string)($single[$code]['country'] ?? '')] = true;
        }
        return count($countries) === 1 ? (string)array_key_first($countries) : '';
    }

    /** The state or province of several rates with plus signs between: a province's tax is charged beside its country's. */
    private function region(string $codes, array $single): string
    {
        $regions = [];
        foreach (explode(' + ', $codes) as $code) {
            $regions[(string)($single[$code]['region'] ?? '')] = true;
        }
        unset($regions['']);
        return count($regions) === 1 ? (string)array_key_first($regions) : '';
    }

    /**
     * What the engine would choose.
     *
     * @return array<string,array{type:string, name:string, fit:string, reason:string, matched:string}>
     */
    private function proposals(string $connection, array $rates): array
    {
        $asked = [];
        foreach ($rates as $key => $rate) {
            if (preg_match('/^[\d.]+( \+ [\d.]+)*$/', (string)$rate['percent']) === 1) {
                // A percentage may be right in one country or state and foreign in another.
                foreach (($rate['places'] ?? []) ?: [$rate] as $place) {
                    $asked[] = [
                        'code' => (string)$key, 'percent' => (string)$rate['percent'],
                        'country' => (string)$place['country'], 'region' => (string)$place['region'],
                    ];
                }
            }
        }
        $proposals = [];
        if (!$this->catalogue->isRead($connection)) {
            return $proposals;
        }
        try {
            foreach ($this->engine->proposeTaxRates($connection, $asked) as $i => $proposal) {
                $proposals[(string)$proposal['rate']][] = [
                    'type' => (string)($proposal['tax_type'] ?? ''),
                    'name' => (string)($proposal['name'] ?? ''),
                    'fit' => (string)($proposal['fit'] ?? 'none'),
                    'reason' => $this->messages->of($proposal, 'reason'),
                    'matched' => (string)($proposal['matched'] ?? ''),
                ];
            }
        } catch (\Throwable $thrown) {
            $this->problem->of($thrown);
        }
        foreach ($proposals as $key => $byPlace) {
            $proposals[$key] = $this->together($byPlace, $rates[$key]['places'] ?? []);
        }
        return $proposals;
    }

    /**
     * What is true of every rate of a percentage: it counts as matched only when those of all places are.
     *
     * @param array[] $byPlace proposals
     * @param array[] $places country, region, number of rates, in the same order
     */
    private function together(array $byPlace, array $places): array
    {
        $first = reset($byPlace);
        $matched = array_unique(array_column($byPlace, 'matched'));
        if (count($byPlace) === 1 || count($matched) === 1 && $matched[0] !== '') {
            return $first;
        }
        $open = [];
        foreach ($byPlace as $i => $proposal) {
            if ($proposal['matched'] === '') {
                $name = $this->placeName($places[$i] ?? []);
                $open[$name] = ($open[$name] ?? 0) + (int)($places[$i]['count'] ?? 0);
            }
        }
        if ($open === []) {
            // Matched, in each place to its own: nothing to choose for all of them.
            return ['matched' => reset($matched)] + $first;
        }
        arsort($open);
        return [
            'type' => '', 'name' => '', 'fit' => 'none', 'matched' => '',
            'reason' => (string)__(
                '%1 of these %2 rates are not matched and would be held: %3. Map them one by one, or add rates in Xero that name the country.',
                array_sum($open),
                array_sum(array_column($places, 'count')),
                implode(', ', array_slice(array_map(strval(...), array_keys($open)), 0, 3))
            ),
        ];
    }

    /** A country, with the code of its state or province where the rate has one. */
    private function placeName(array $place): string
    {
        $country = (string)($place['country'] ?? '');
        $name = (string)($this->lists->getCountryTranslation($country) ?: $country);
        $region = (string)($place['region'] ?? '');
        return $region === '' ? $name : "$name ($region)";
    }

    /**
     * How a row stands for which a tax type is chosen.
     *
     * @param string[] $known tax types that Xero has for sales
     */
    private function chosen(string $type, array $known): string
    {
        return !$known || in_array($type, $known, true) ? MappingState::MAPPED : MappingState::GONE;
    }

    /**
     * How a row stands that nobody mapped: what happens today, not what could be.
     *
     * @param bool $isRead whether Xero's tax rates are known
     */
    private function unmapped(array $row, bool $automatic, bool $isRead): string
    {
        if ($automatic && $row['held'] === 0 && ($row['proposal']['matched'] ?? '') !== '') {
            return MappingState::AUTOMATIC;
        }
        if (($row['proposal']['fit'] ?? 'none') !== 'none') {
            return MappingState::PROPOSAL;
        }
        return $isRead || $row['held'] > 0 ? MappingState::MISSING : MappingState::OPEN;
    }

    /** Whether a rule says only what a rate is on shipping. */
    private function isPlainShipping(array $rule): bool
    {
        return $rule['rate'] !== '' && $rule['applies'] === 'shipping' && $rule['customer_class'] === ''
            && $rule['country'] === '' && $rule['vat_number'] === null;
    }
}
