<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Tests\Unit\Mapping;

use Ledgerline\Xero\Catalogue\Catalogue;
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
        $this->engine->answers['catalogue'] = ['fetched_at' => '2026-01-01 00:00:00', 'tax_rates' => [
            ['type' => 'OUTPUT2', 'name' => '20% VAT', 'rate' => '20', 'status' => 'ACTIVE', 'sales' => true],
            ['type' => 'NONE', 'name' => 'No VAT', 'rate' => '0', 'status' => 'ACTIVE', 'sales' => true],
        ]];
        $this->engine->answers['proposeTaxRates'] = static function (string $connection, array $rates): array {
            return array_map(static function (array $rate): array {
                $fit = $rate['percent'] === '0' || $rate['country'] === 'GB' ? 'exact' : ($rate['percent'] === '20' ? 'likely' : 'none');
                return ['rate' => $rate['code'], 'tax_type' => $fit === 'none' ? '' : 'OUTPUT2', 'name' => '20% VAT',
                    'percent' => '20', 'fit' => $fit, 'reason' => '', 'matched' => $fit === 'exact' ? 'OUTPUT2' : ''];
            }, $rates);
        };
    }

    public function testEveryRateSaysHowItStands(): void
    {
        self::assertSame([
            '0' => MappingState::AUTOMATIC, 'GB 20' => MappingState::AUTOMATIC, 'FR 20' => MappingState::PROPOSAL, 'DE 19' => MappingState::MISSING,
            'City' => MappingState::PART, 'Idle' => MappingState::NONE,
        ], $this->states());
    }

    public function testWithoutTheAutomaticAnExactFitIsAProposal(): void
    {
        $this->config['ledgerline_xero/tax/automatic'] = '0';
        self::assertSame([MappingState::PROPOSAL, MappingState::PROPOSAL], array_values(array_intersect_key($this->states(), ['0' => 1, 'GB 20' => 1])));
    }

    public function testWhatIsMappedIsMappedAndWhatXeroLostIsGone(): void
    {
        $this->config['ledgerline_xero/tax/map'] = '[{"rate":"FR 20","tax_type":"OUTPUT2"},{"rate":"GB 20","tax_type":"OLD"},{"rate":"19","tax_type":"OUTPUT2"},'
            . '{"rate":"Deleted","tax_type":"OUTPUT2"}]';
        $states = $this->states();
        self::assertSame(MappingState::MAPPED, $states['FR 20']);
        self::assertSame(MappingState::GONE, $states['GB 20']);
        self::assertSame(MappingState::MAPPED, $states['DE 19'], 'by its percentage');
        self::assertSame(MappingState::MAPPED, $states['Deleted'], 'a rate that only the map knows');
        $rows = array_column($this->table()->rows('default'), null, 'key');
        self::assertSame([MappingState::PROPOSAL, MappingState::AUTOMATIC], [$rows['FR 20']['unmapped'], $rows['GB 20']['unmapped']], 'how they would stand without a choice');
        self::assertSame('OUTPUT2', $rows['DE 19']['inherited']);
    }

    public function testWithoutXerosListsNothingIsMissingYet(): void
    {
        $this->engine->answers['catalogue'] = [];
        self::assertSame([MappingState::OPEN, MappingState::OPEN], array_values(array_intersect_key($this->states(), ['0' => 1, 'GB 20' => 1])));
    }

    public function testWhatDocumentsWaitForIsListedWithTheirNumber(): void
    {
        $this->engine->answers['counts'] = ['jobs' => [], 'held' => [
            ['connection' => 'default', 'code' => 'tax_rate_unmapped', 'subject' => 'GB 20 + City', 'message' => 'm', 'count' => 3],
            ['connection' => 'default', 'code' => 'tax_rate_unmapped', 'subject' => 'City', 'message' => 'm', 'count' => 2],
            ['connection' => 'website_uk', 'code' => 'tax_rate_unmapped', 'subject' => 'DE 19', 'message' => 'm', 'count' => 9],
            ['connection' => 'default', 'code' => 'account_missing', 'subject' => 'sales', 'message' => 'm', 'count' => 9],
        ]];
        $rows = array_column($this->table()->rows('default'), null, 'key');
        self::assertSame([3, MappingState::MISSING, '20 + 0.5'], [$rows['GB 20 + City']['held'], $rows['GB 20 + City']['state'], $rows['GB 20 + City']['percent']]);
        self::assertSame([2, MappingState::MISSING], [$rows['City']['held'], $rows['City']['state']], 'no longer only a part');
        self::assertSame(0, $rows['DE 19']['held'], 'another connection');
        self::assertArrayNotHasKey('sales', $rows);
    }

    public function testShippingHasRowsOfItsOwnAndTheirRulesAreNotShownTwice(): void
    {
        $this->config['ledgerline_xero/tax/rules'] = '[{"rate":"GB 20","applies":"shipping","tax_type":"NONE"},{"rate":"DE 19","applies":"shipping","tax_type":"NONE"},'
            . '{"rate":"GB 20","applies":"shipping","country":"IE","tax_type":"NONE"}]';
        $table = $this->table(['GB 20']);
        $shipping = array_values(array_filter($table->rows('default'), static function (array $row): bool {
            return $row['applies'] === 'shipping';
        }));
        self::assertSame([['GB 20', 'NONE', MappingState::MAPPED]], array_map(static function (array $row): array {
            return [$row['key'], $row['type'], $row['state']];
        }, $shipping));
        self::assertSame([['DE 19', ''], ['GB 20', 'IE']], array_map(static function (array $rule): array {
            return [$rule['rate'], $rule['country']];
        }, $table->conditional('default')));
    }

    public function testAThousandRatesAreShownByPercentage(): void
    {
        for ($i = 0; $i < 1000; $i++) {
            $this->rates['US ' . $i] = [(string)($i % 7 + 1), 'US'];
        }
        self::assertCount(1 + 7 + 3, $this->states(), 'no tax, seven of the thousand, 19, 20 and 0.5');
    }

    /**
     * 0.375 % that California adds for a city was missing as soon as the shop had so many rates that they are shown by percentage.
     */
    public function testAGroupThatIsOnlyAddedToOthersOrNotInUseNeedsNothing(): void
    {
        for ($i = 0; $i < 250; $i++) {
            $this->rates['US ' . $i] = ['6', 'US'];
        }
        $states = array_column($this->table()->rows('default'), 'state', 'key');
        self::assertSame([MappingState::PART, MappingState::NONE, MappingState::MISSING], [$states['0.5'], $states['3'], $states['6']]);
    }

    /**
     * "Every rate of 20 %, 252 rates: matched automatically" was said though 251 of them were foreign and held.
     */
    public function testAGroupIsMatchedOnlyWhenTheRatesOfAllItsCountriesAre(): void
    {
        for ($i = 0; $i < 250; $i++) {
            $this->rates['US ' . $i] = ['20', 'US'];
        }
        $row = array_column($this->table()->rows('default'), null, 'key')['20'];
        self::assertSame([252, MappingState::MISSING, ''], [$row['count'], $row['state'], $row['proposal']['matched']]);
        self::assertStringContainsString('251 of these 252 rates', $row['proposal']['reason']);
        self::assertStringContainsString('United States, France', $row['proposal']['reason']);
        $this->rates = array_map(static fn (array $rate): array => ['20', 'GB'], $this->rates);
        $row = array_column($this->table()->rows('default'), null, 'key')['20'];
        self::assertSame([MappingState::AUTOMATIC, 'OUTPUT2'], [$row['state'], $row['proposal']['matched']]);
    }

    public function testStatesOfOnePercentageAreAskedForOneByOne(): void
    {
        for ($i = 0; $i < 250; $i++) {
            $this->rates['US ' . $i] = ['8.25', 'US', $i < 249 ? 'TX' : 'CA'];
        }
        $this->engine->answers['proposeTaxRates'] = static function (string $connection, array $rates): array {
            return array_map(static fn (array $rate): array => ['rate' => $rate['code'], 'tax_type' => 'TAX004', 'name' => 'US Texas 8.25%',
                'percent' => '8.25', 'fit' => 'exact', 'reason' => '', 'matched' => $rate['region'] === 'TX' ? 'TAX004' : ''], $rates);
        };
        $row = array_column($this->table()->rows('default'), null, 'key')['8.25'];
        self::assertSame([250, ''], [$row['count'], $row['proposal']['matched']]);
        self::assertStringContainsString('1 of these 250 rates are not matched and would be held: United States (CA).', $row['proposal']['reason']);
    }

    public function testFederalAndProvincialTaxTogetherAreOfTheProvince(): void
    {
        $this->rates = ['GST' => ['5', 'CA'], 'QST' => ['9.975', 'CA', 'QC']];
        $this->engine->answers['counts'] = ['jobs' => [], 'held' => [
            ['connection' => 'default', 'code' => 'tax_rate_unmapped', 'subject' => 'GST + QST', 'message' => 'm', 'count' => 3],
        ]];
        $asked = [];
        $this->engine->answers['proposeTaxRates'] = static function (string $connection, array $rates) use (&$asked): array {
            $asked = array_column($rates, null, 'code');
            return [];
        };
        $this->table()->rows('default');
        self::assertSame(
            [['CA', ''], ['CA', 'QC'], ['CA', 'QC']],
            array_map(static fn (string $code): array => [$asked[$code]['country'], $asked[$code]['region']], ['GST', 'QST', 'GST + QST'])
        );
    }

    public function testCombinedRatesAreAskedForTogether(): void
    {
        $this->engine->answers['counts'] = ['jobs' => [], 'held' => [
            ['connection' => 'default', 'code' => 'tax_rate_unmapped', 'subject' => 'City + Idle', 'message' => 'm', 'count' => 3],
        ]];
        $asked = [];
        $this->engine->answers['proposeTaxRates'] = static function (string $connection, array $rates) use (&$asked): array {
            $asked = array_column($rates, null, 'code');
            return [];
        };
        $this->table()->rows('default');
        self::assertSame(['0.5 + 3', 'US'], [$asked['City + Idle']['percent'], $asked['City + Idle']['country']]);
    }

    public function testPercentagesAreWrittenAsInThePersonsLanguage(): void
    {
        $this->locale = 'de_DE';
        $this->config['ledgerline_xero/tax/map'] = '[{"rate":"9.2833","tax_type":"OUTPUT2"}]';
        self::assertSame('Every rate of 9,2833 %', array_column($this->table()->rows('default'), 'label', 'key')['9.2833']);
    }

    private function states(): array
    {
        return array_column($this->table()->rows('default'), 'state', 'key');
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
            new Catalogue($this->engine, $availability, $problem),
            $shop,
            new Held($this->engine, $availability, $problem, FakeMessages::english()),
            $problem,
            FakeMessages::english(),
            new Display($locale, $this->createStub(TimezoneInterface::class)),
            $lists
        );
    }
}
