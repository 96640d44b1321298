<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Mapping;

use Ledgerline\Xero\Api\EngineInterface;
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

    /** A rate that the shop does not have any more. */
    private const UNKNOWN = ['percent' => '', 'country' => '', 'region' => ''];

    /** @var array<string,array[]> */
    private array $rows = [];

    /** @var array<string,array<string,int>> */
    private array $states = [];

    public function __construct(
        private readonly EngineInterface $engine,
        private readonly Mappings $mappings,
        private readonly ShopTaxRates $shopRates,
        private readonly Held $held,
        private readonly Problem $problem,
        private readonly Messages $messages,
        private readonly Display $display,
        private readonly ListsInterface $lists
    ) {}

    /**
     * All rows.
     * @return array[] key (as in tax.map), label, percent, country, count (rates it stands for), applies ("" or "shipping"),
     *     type (mapped), inherited (mapped for its percentage), proposal {type, name, fit, reason, matched (what it gets today without being mapped)} or null,
     *     state and unmapped (how it stands, and would without a choice: MappingState), blocks, held, held_code
     */
    public function rows(string $connection): array
    {
        return $this->rows[$connection] ??= $this->read($connection);
    }

    /** @return array<string,int> how many rows are in each state */
    public function states(string $connection): array
    {
        $this->rows($connection);
        return $this->states[$connection];
    }

    /**
     * Tax rules that the page shows as rows of their own: a rate on shipping, without other conditions.
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

    /** Tax rules with other conditions. */
    public function conditional(string $connection): array
    {
        $shown = array_column(
            array_filter($this->rows($connection), static fn (array $row): bool => $row['applies'] !== ''),
            'key'
        );
        return array_values(array_filter($this->mappings->taxRules($connection), function (array $rule) use ($shown): bool {
            return !($this->isPlainShipping($rule) && in_array($rule['rate'], array_map(strval(...), $shown), true));
        }));
    }

    private function read(string $connection): array
    {
        $map = $this->mappings->taxMap($connection);
        $held = $this->held->bySubject($connection, self::HELD);
        $rates = $this->rates(array_merge(array_map(strval(...), array_keys($map)), array_map(strval(...), array_keys($held))));
        $onShipping = $this->shippingRules($this->mappings->taxRules($connection));
        $answer = $this->ask($connection, $rates, $map, $onShipping, $held);
        $rows = [];
        foreach (array_keys($rates) as $i => $key) {
            $found = $answer['rows'][$i];
            $row = [
                'key' => (string)$key,
                'label' => $rates[$key]['label'],
                'percent' => $found['percent'],
                'country' => $found['country'],
                'count' => $rates[$key]['count'],
                'applies' => '',
                'type' => (string)($map[$key] ?? ''),
                'inherited' => $found['inherited'],
                'proposal' => $found['proposal'] === null ? null : $this->proposal($found['proposal'], $rates[$key]['count']),
                'held' => (int)($held[$key]['count'] ?? 0),
                'held_code' => (string)($held[$key]['code'] ?? ''),
                'state' => $found['state'],
                'unmapped' => $found['unmapped'],
                'blocks' => $found['blocks'],
            ];
            $rows[] = $row;
            if ($found['on_shipping'] !== null) {
                $rows[] = [
                    'applies' => 'shipping',
                    'type' => $onShipping[$key] ?? '',
                    'proposal' => null,
                    'held' => 0,
                    'held_code' => '',
                    'unmapped' => MappingState::NONE,
                ] + $found['on_shipping'] + $row;
            }
        }
        $this->states[$connection] = $answer['states'];
        return $rows;
    }

    /** @return array{states:array<string,int>, rows:array[]} how the rates stand, as EngineInterface::taxMapping says it */
    private function ask(string $connection, array $rates, array $map, array $onShipping, array $held): array
    {
        $shipping = array_flip($this->shopRates->shipping());
        $uses = $this->uses($rates);
        $asked = [];
        foreach ($rates as $key => $rate) {
            $asked[] = [
                'code' => (string)$key,
                'percent' => (string)$rate['percent'],
                'places' => ($rate['places'] ?? []) ?: [['country' => $rate['country'], 'region' => $rate['region'], 'count' => $rate['count']]],
                'parts' => $rate['parts'] ?? [],
                'on_shipping' => isset($shipping[$key]),
                'use' => $uses[$key] ?? 'alone',
                'held' => (int)($held[$key]['count'] ?? 0),
            ];
        }
        try {
            return $this->engine->taxMapping($connection, [
                'automatic' => $this->mappings->taxAutomatic($connection),
                'map' => $map,
                'shipping' => $onShipping,
                'rates' => $asked,
            ]);
        } catch (\Throwable $thrown) {
            $this->problem->of($thrown);
            $unknown = MappingState::unknown(array_map(static fn (array $rate): string => (string)($map[$rate['code']] ?? ''), $asked));
            $more = static fn (array $row, array $rate): array => $row
                + ['percent' => $rate['percent'], 'country' => '', 'inherited' => '', 'proposal' => null, 'on_shipping' => null];
            return ['rows' => array_map($more, $unknown['rows'], $asked)] + $unknown;
        }
    }

    /** @return array<string,string> how rates and percentages are used that are not charged alone, by key */
    private function uses(array $rates): array
    {
        $keys = static fn (\Closure $is): array => array_map(strval(...), array_keys(array_filter($rates, $is)));
        $single = $keys(static fn (array $rate): bool => !empty($rate['code']) && $rate['code'] !== $rate['percent']);
        $grouped = $keys(static fn (array $rate): bool => ($rate['code'] ?? '') === $rate['percent']);
        $uses = $single
            ? array_fill_keys($this->shopRates->added(), 'added') + array_fill_keys(array_diff($single, $this->shopRates->used()), 'nowhere')
            : [];
        return $uses + ($grouped
            ? array_fill_keys($this->shopRates->addedPercentages(), 'added')
                + array_fill_keys(array_diff($grouped, $this->shopRates->usedPercentages()), 'nowhere')
            : []);
    }

    /**
     * The rates to show: the shop's, no tax, and what only documents or the map know.
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
                'percent' => $isPercent ? $other : '',
                'country' => '',
                'region' => '',
                'count' => 1,
                'parts' => $isPercent ? [] : array_map(static fn (string $code): array => $single[$code] ?? self::UNKNOWN, explode(' + ', $other)),
            ];
        }
        return $rates;
    }

    /**
     * What the engine proposes, in words.
     * @param int $count rates that it is proposed for
     * @return array{type:string, name:string, fit:string, reason:string, matched:string}
     */
    private function proposal(array $proposal, int $count): array
    {
        $open = [];
        foreach ($proposal['open'] as $place) {
            $name = $this->placeName($place);
            $open[$name] = ($open[$name] ?? 0) + $place['count'];
        }
        $reason = $open === [] ? $this->messages->of($proposal, 'reason') : (string)__(
            '%1 of these %2 rates are not matched and would be held: %3. Map them one by one, or add rates in Xero that name the country.',
            array_sum($open),
            $count,
            implode(', ', array_slice(array_map(strval(...), array_keys($open)), 0, 3))
        );
        return ['type' => $proposal['type'], 'name' => $proposal['name'], 'fit' => $proposal['fit'], 'reason' => $reason, 'matched' => $proposal['matched']];
    }

    /** A country, with the code of its state or province where the rate has one. */
    private function placeName(array $place): string
    {
        $country = (string)($place['country'] ?? '');
        $name = (string)($this->lists->getCountryTranslation($country) ?: $country);
        $region = (string)($place['region'] ?? '');
        return $region === '' ? $name : "$name ($region)";
    }

    /** Whether a rule says only what a rate is on shipping. */
    private function isPlainShipping(array $rule): bool
    {
        return $rule['rate'] !== '' && $rule['applies'] === 'shipping' && $rule['customer_class'] === ''
            && $rule['country'] === '' && $rule['vat_number'] === null;
    }
}
