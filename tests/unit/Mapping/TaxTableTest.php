<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Tests\Unit\Mapping;

use Ledgerline\Xero\Config\Mappings;
use Ledgerline\Xero\Config\Values;
use Ledgerline\Xero\Mapping\Held;
use Ledgerline\Xero\Mapping\MappingState;
use Ledgerline\Xero\Mapping\ShopTaxRates;
use Ledgerline\Xero\Mapping\TaxTable;
use Ledgerline\Xero\Problem\Problem;
use Ledgerline\Xero\Tests\Unit\Fake\FakeAvailability;
use Ledgerline\Xero\Tests\Unit\Fake\FakeConnections;
use Ledgerline\Xero\Tests\Unit\Fake\FakeEngine;
use Ledgerline\Xero\Tests\Unit\Fake\FakeMessages;
use Ledgerline\Xero\Tests\Unit\Fake\FakeScopeConfig;
use Ledgerline\Xero\Tests\Unit\Fake\MemoryLogger;
use Ledgerline\Xero\Text\Display;
use Magento\Framework\Locale\ListsInterface;
use Magento\Framework\Locale\ResolverInterface;
use Magento\Framework\Serialize\Serializer\Json;
use Magento\Framework\Stdlib\DateTime\TimezoneInterface;
use PHPUnit\Framework\TestCase;

class TaxTableTest extends TestCase
{
    /** @var array<string,string> */
    private $config = [];

    /** @var array<string,array{0:string, 1:string, 2?:string}> code to percentage, country and region */
    private $rates = ['GB 20' => ['20', 'GB'], 'FR 20' => ['20', 'FR'], 'DE 19' => ['19', 'DE'], 'City' => ['0.5', 'US'], 'Idle' => ['3', 'US']];

    /** @var FakeEngine */
    private $engine;

    /** @var string */
    private $locale = 'en_US';

    protected function setUp(): void
    {
        $this->engine = new FakeEngine();
    }

    public function testTheEngineIsToldHowEachRateIsUsedAndWhereItIsCharged(): void
    {
        $asked = $this->asked(['GB 20']);
        self::assertSame(
            ['0' => 'alone', 'GB 20' => 'alone', 'FR 20' => 'alone', 'DE 19' => 'alone', 'City' => 'added', 'Idle' => 'nowhere'],
            array_map(static fn (array $rate): string => $rate['use'], $asked)
        );
        self::assertSame(['GB 20'], array_keys(array_filter(array_column($asked, 'on_shipping', 'code'))));
        self::assertSame([['country' => 'DE', 'region' => '', 'count' => 1]], $asked['DE 19']['places']);
        self::assertSame('19', $asked['DE 19']['percent']);
    }

    public function testTheEngineIsToldWhatIsChosen(): void
    {
        $this->config['ledgerline_xero/tax/automatic'] = '0';
        $this->config['ledgerline_xero/tax/map'] = '[{"rate":"FR 20","tax_type":"OUTPUT2"},{"rate":"19","tax_type":"OUTPUT2"},{"rate":"Deleted","tax_type":"OUTPUT2"}]';
        $this->config['ledgerline_xero/tax/rules'] = '[{"rate":"GB 20","applies":"shipping","tax_type":"NONE"}]';
        $asked = $this->asked();
        [, $shop] = $this->engine->callsOf('taxMapping')[0];
        self::assertFalse($shop['automatic']);
        self::assertSame(['FR 20' => 'OUTPUT2', '19' => 'OUTPUT2', 'Deleted' => 'OUTPUT2'], $shop['map']);
        self::assertSame(['GB 20' => 'NONE'], $shop['shipping']);
        self::assertArrayHasKey('Deleted', $asked, 'a rate that only the map knows');
        self::assertSame(['19', []], [$asked['19']['percent'], $asked['19']['parts']], 'a percentage');
    }

    public function testARowShowsWhatTheEngineSays(): void
    {
        $this->config['ledgerline_xero/tax/map'] = '[{"rate":"GB 20","tax_type":"OLD"}]';
        $this->engine->answers['taxMapping'] = static fn (string $connection, array $shop): array => [
            'states' => ['gone' => 2, 'mapped' => 5],
            'rows' => array_map(static fn (array $rate): array => [
                'percent' => '20', 'country' => 'GB', 'inherited' => 'OUTPUT2', 'state' => 'gone', 'unmapped' => 'automatic', 'blocks' => true,
                'on_shipping' => $rate['code'] === 'GB 20' ? ['state' => 'mapped', 'blocks' => false] : null,
                'proposal' => ['type' => 'OUTPUT2', 'name' => '20% VAT', 'fit' => 'exact', 'reason' => 'It is the only one.', 'matched' => 'OUTPUT2', 'open' => []],
            ], $shop['rates']),
        ];
        $table = $this->table();
        [$products, $shipping] = array_values(array_filter($table->rows('default'), static fn (array $row): bool => $row['key'] === 'GB 20'));
        self::assertSame(['gone', 'automatic', true, 'OUTPUT2', 'OLD'], [
            $products['state'], $products['unmapped'], $products['blocks'], $products['inherited'], $products['type'],
        ]);
        self::assertSame(['type' => 'OUTPUT2', 'name' => '20% VAT', 'fit' => 'exact', 'reason' => 'It is the only one.', 'matched' => 'OUTPUT2'], $products['proposal']);
        self::assertSame(['shipping', 'mapped', 'none', false, null], [
            $shipping['applies'], $shipping['state'], $shipping['unmapped'], $shipping['blocks'], $shipping['proposal'],
        ]);
        self::assertSame(['gone' => 2, 'mapped' => 5], $table->states('default'));
        self::assertCount(1, $this->engine->callsOf('taxMapping'));
    }

    public function testThePageOpensWhenTheEngineCannotBeAsked(): void
    {
        $this->config['ledgerline_xero/tax/map'] = '[{"rate":"FR 20","tax_type":"OUTPUT2"}]';
        $this->engine->answers['taxMapping'] = new \RuntimeException('no extension');
        $table = $this->table();
        $rows = array_column($table->rows('default'), null, 'key');
        self::assertSame([MappingState::MAPPED, MappingState::OPEN], [$rows['FR 20']['state'], $rows['GB 20']['state']]);
        self::assertSame(['open' => 5, 'mapped' => 1], $table->states('default'));
    }

    public function testWhatDocumentsWaitForIsListedWithTheirNumber(): void
    {
        $this->engine->answers['counts'] = ['jobs' => [], 'held' => [
            ['connection' => 'default', 'code' => 'tax_rate_unmapped', 'subject' => 'GB 20 + City', 'message' => 'm', 'count' => 3],
            ['connection' => 'default', 'code' => 'tax_rate_unmapped', 'subject' => 'City + Lost', 'message' => 'm', 'count' => 1],
            ['connection' => 'default', 'code' => 'tax_rate_unmapped', 'subject' => 'City', 'message' => 'm', 'count' => 2],
            ['connection' => 'website_uk', 'code' => 'tax_rate_unmapped', 'subject' => 'DE 19', 'message' => 'm', 'count' => 9],
            ['connection' => 'default', 'code' => 'account_missing', 'subject' => 'sales', 'message' => 'm', 'count' => 9],
        ]];
        $asked = $this->asked();
        self::assertSame([3, 2, 0], [$asked['GB 20 + City']['held'], $asked['City']['held'], $asked['DE 19']['held']]);
        self::assertSame(['20', '0.5'], array_column($asked['GB 20 + City']['parts'], 'percent'));
        self::assertSame(['GB', 'US'], array_column($asked['GB 20 + City']['parts'], 'country'));
        self::assertSame(['0.5', ''], array_column($asked['City + Lost']['parts'], 'percent'), 'one is not there any more');
        self::assertArrayNotHasKey('sales', $asked);
        self::assertSame(3, array_column($this->table()->rows('default'), 'held', 'key')['GB 20 + City']);
    }

    public function testRulesThatARowOnShippingShowsAreNotShownTwice(): void
    {
        $this->config['ledgerline_xero/tax/rules'] = '[{"rate":"GB 20","applies":"shipping","tax_type":"NONE"},{"rate":"DE 19","applies":"shipping","tax_type":"NONE"},'
            . '{"rate":"GB 20","applies":"shipping","country":"IE","tax_type":"NONE"}]';
        $this->engine->answers['taxMapping'] = static fn (string $connection, array $shop): array => ['states' => [], 'rows' => array_map(
            static fn (array $rate): array => ['percent' => '', 'country' => '', 'inherited' => '', 'state' => 'none', 'unmapped' => 'none', 'blocks' => false,
                'proposal' => null, 'on_shipping' => $rate['on_shipping'] ? ['state' => 'mapped', 'blocks' => false] : null],
            $shop['rates']
        )];
        $table = $this->table(['GB 20']);
        $shipping = array_values(array_filter($table->rows('default'), static fn (array $row): bool => $row['applies'] === 'shipping'));
        self::assertSame([['GB 20', 'NONE']], array_map(static fn (array $row): array => [$row['key'], $row['type']], $shipping));
        self::assertSame([['DE 19', ''], ['GB 20', 'IE']], array_map(
            static fn (array $rule): array => [$rule['rate'], $rule['country']],
            $table->conditional('default')
        ));
    }

    public function testAThousandRatesAreShownByPercentage(): void
    {
        for ($i = 0; $i < 1000; $i++) {
            $this->rates['US ' . $i] = [(string)($i % 7 + 1), 'US'];
        }
        self::assertCount(1 + 7 + 3, $this->asked(), 'no tax, seven of the thousand, 19, 20 and 0.5');
    }

    /**
     * 0.375 % that California adds for a city was missing as soon as the shop had so many rates that they are shown by percentage.
     */
    public function testAGroupThatIsOnlyAddedToOthersOrNotInUseIsToldToBe(): void
    {
        for ($i = 0; $i < 250; $i++) {
            $this->rates['US ' . $i] = ['6', 'US', $i < 249 ? 'TX' : 'CA'];
        }
        $asked = $this->asked();
        self::assertSame(['added', 'nowhere', 'alone'], [$asked['0.5']['use'], $asked['3']['use'], $asked['6']['use']]);
        self::assertSame([
            ['country' => 'US', 'region' => 'TX', 'count' => 249], ['country' => 'US', 'region' => 'CA', 'count' => 1],
        ], $asked['6']['places']);
    }

    /**
     * "Every rate of 20 %, 252 rates: matched automatically" was said though 251 of them were foreign and held.
     */
    public function testPlacesWhereAGroupIsNotMatchedAreNamed(): void
    {
        for ($i = 0; $i < 250; $i++) {
            $this->rates['US ' . $i] = ['20', 'US'];
        }
        $open = [['country' => 'US', 'region' => '', 'count' => 249], ['country' => 'FR', 'region' => '', 'count' => 1], ['country' => 'US', 'region' => 'CA', 'count' => 1]];
        $this->engine->answers['taxMapping'] = static fn (string $connection, array $shop): array => ['states' => [], 'rows' => array_map(
            static fn (array $rate): array => ['percent' => '20', 'country' => '', 'inherited' => '', 'state' => 'missing', 'unmapped' => 'missing', 'blocks' => true,
                'on_shipping' => null, 'proposal' => ['type' => '', 'name' => '', 'fit' => 'none', 'reason' => '', 'reason_data' => [], 'matched' => '', 'open' => $open]],
            $shop['rates']
        )];
        $row = array_column($this->table()->rows('default'), null, 'key')['20'];
        self::assertSame([252, ''], [$row['count'], $row['proposal']['matched']]);
        self::assertStringContainsString(
            '251 of these 252 rates are not matched and would be held: United States, France, United States (CA).',
            $row['proposal']['reason']
        );
    }

    public function testPercentagesAreWrittenAsInThePersonsLanguage(): void
    {
        $this->locale = 'de_DE';
        $this->config['ledgerline_xero/tax/map'] = '[{"rate":"9.2833","tax_type":"OUTPUT2"}]';
        self::assertSame('Every rate of 9,2833 %', array_column($this->table()->rows('default'), 'label', 'key')['9.2833']);
    }

    /** What the engine is asked, by key. */
    private function asked(array $shipping = []): array
    {
        $this->table($shipping)->rows('default');
        return array_column($this->engine->callsOf('taxMapping')[0][1]['rates'], null, 'code');
    }

    private function table(array $shipping = []): TaxTable
    {
        $problem = new Problem(new MemoryLogger(), FakeMessages::english());
        $availability = new FakeAvailability();
        $shop = $this->createStub(ShopTaxRates::class);
        $all = [];
        $byPercent = [];
        foreach ($this->rates as $code => $rate) {
            [$percent, $country, $region] = $rate + [2 => ''];
            $all[$code] = ['code' => $code, 'percent' => $percent, 'country' => $country, 'region' => $region, 'count' => 1];
            $places = $byPercent[$percent]['places'] ?? [];
            $count = ($places["$country-$region"]['count'] ?? 0) + 1;
            $places["$country-$region"] = ['country' => $country, 'region' => $region, 'count' => $count];
            $byPercent[$percent] = ['code' => $percent, 'percent' => $percent, 'country' => count($places) === 1 ? $country : '',
                'region' => count($places) === 1 ? $region : '', 'count' => array_sum(array_column($places, 'count')), 'places' => $places];
        }
        $byPercent = array_map(static fn (array $rate): array => ['places' => array_values($rate['places'])] + $rate, $byPercent);
        $shop->method('count')->willReturn(count($all));
        $shop->method('all')->willReturnCallback(static function (?array $codes = null) use ($all): array {
            return $codes === null ? $all : array_intersect_key($all, array_flip($codes));
        });
        $shop->method('byPercentage')->willReturn($byPercent);
        $shop->method('used')->willReturn(['GB 20', 'FR 20', 'DE 19', 'City']);
        $shop->method('added')->willReturn(['City']);
        $shop->method('addedPercentages')->willReturn(['0.5']);
        $shop->method('usedPercentages')->willReturn(array_map(strval(...), array_diff(array_keys($byPercent), ['3'])));
        $shop->method('shipping')->willReturn($shipping);
        $locale = $this->createStub(ResolverInterface::class);
        $locale->method('getLocale')->willReturn($this->locale);
        $lists = $this->createStub(ListsInterface::class);
        $lists->method('getCountryTranslation')->willReturnCallback(static fn (string $code): string => ['US' => 'United States', 'FR' => 'France'][$code] ?? $code);
        return new TaxTable(
            $this->engine,
            new Mappings(new Values(new FakeScopeConfig(['default' => $this->config]), new Json()), new FakeConnections()),
            $shop,
            new Held($this->engine, $availability, $problem, FakeMessages::english()),
            $problem,
            FakeMessages::english(),
            new Display($locale, $this->createStub(TimezoneInterface::class)),
            $lists
        );
    }
}
