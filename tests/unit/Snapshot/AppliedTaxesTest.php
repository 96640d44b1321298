<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Tests\Unit\Snapshot;

use Ledgerline\Xero\Snapshot\AppliedTaxes;
use PHPUnit\Framework\TestCase;

class AppliedTaxesTest extends TestCase
{
    use FakeDatabase;

    public function testARateThatIsLinkedToTheItemIsTaken(): void
    {
        $taxes = $this->taxes([['GB VAT', '20.0000', '20.0000', 31, 'product', '4.0000'], ['GB reduced', '5.0000', '5.0000', 32, 'product', '1.0000']]);
        self::assertSame(['GB reduced'], $this->codes($taxes, 32, '5.0000'));
        self::assertSame(['GB VAT'], $this->codes($taxes, 31, '20.0000'));
    }

    public function testWithoutALinkThePercentageTells(): void
    {
        $taxes = $this->taxes([['GB VAT', '20.0000', '20.0000', null, 'product', '4.0000'], ['GB reduced', '5.0000', '5.0000', null, 'product', '1.0000']]);
        self::assertSame(['GB reduced'], $this->codes($taxes, 7, '5.0000'));
    }

    public function testSeveralRatesTogetherMakeThePercentage(): void
    {
        $taxes = $this->taxes([['GST', '5.0000', '5.0000', null, 'product', '15.0000'], ['QST', '9.9750', '9.9750', null, 'product', '15.0000']]);
        self::assertSame(['GST', 'QST'], $this->codes($taxes, 7, '14.9750'));
        self::assertSame(['GST'], $this->codes($taxes, 7, '5.0000'));
    }

    public function testARateOnTopOfAnotherCountsWithItsEffect(): void
    {
        $taxes = $this->taxes([['NY', '8.8750', '8.8750', null, 'product', '8.0000'], ['NYC', '0.3750', '0.4083', null, 'product', '0.4000']]);
        self::assertSame(['NY', 'NYC'], $this->codes($taxes, 7, '9.2833'));
        self::assertSame('0.3750', $taxes->ofItem($this->order, 7, '9.2833', '8.4000')[1]['percent']);
    }

    public function testLinkedRatesThatAreNotAllAreNone(): void
    {
        $taxes = $this->taxes([['NY', '8.8750', '8.8750', 31, 'product', '0.0100'], ['GST', '5.0000', '5.0000', 32, 'product', '1.0000'], ['QST', '9.9750', '9.9750', 32, 'product', '1.0000']]);
        self::assertSame([], $this->codes($taxes, 31, '9.2833'));
        self::assertSame(['GST', 'QST'], $this->codes($taxes, 32, '14.9750'));
    }

    public function testOfEqualPercentagesTheAmountDecides(): void
    {
        $taxes = $this->taxes([['Goods', '20.0000', '20.0000', null, 'product', '4.0000'], ['Digital', '20.0000', '20.0000', null, 'product', '7.0000']]);
        self::assertSame(['Digital'], array_column($taxes->ofItem($this->order, 7, '20.0000', '7.0000'), 'code'));
        self::assertSame(['Goods'], array_column($taxes->ofItem($this->order, 7, '20.0000', '4.0000'), 'code'));
        self::assertSame(['Goods'], array_column($taxes->ofItem($this->order, 7, '20.0000', '1.2300'), 'code'));
    }

    public function testShippingHasRatesOfItsOwn(): void
    {
        $taxes = $this->taxes([['NY', '8.8750', '8.8750', null, 'product', '8.0000'], ['NY ship', '8.8750', '8.8750', null, 'shipping', '1.0000']]);
        self::assertSame(['NY'], $this->codes($taxes, 7, '8.8750'));
        self::assertSame(['NY ship'], array_column($taxes->ofShipping($this->order), 'code'));
        self::assertSame('8.8750', $taxes->shippingPercent($this->order));
    }

    public function testEachRateSaysWhereTheShopChargesIt(): void
    {
        $applied = static fn (string $id, string $code): array => [
            'order_id' => '9', 'tax_id' => $id, 'code' => $code, 'title' => $code, 'percent' => '8.2500', 'item_id' => null,
            'type' => 'shipping', 'share' => '8.2500', 'amount' => '1.0000', 'real_amount' => '1.0000',
        ];
        $taxes = new AppliedTaxes($this->database([
            'sales_order_tax' => [$applied('1', 'US-CA-*-Rate 1'), $applied('2', 'GB VAT'), $applied('3', 'Deleted')],
            'tax_calculation_rate' => [
                ['code' => 'US-CA-*-Rate 1', 'country' => 'US', 'region' => 'CA'], ['code' => 'GB VAT', 'country' => 'GB', 'region' => null],
            ],
        ]));
        self::assertSame(
            [['US', 'CA'], ['GB', null], [null, null]],
            array_map(static fn (array $tax): array => [$tax['country'], $tax['region']], $taxes->ofShipping($taxes->load([9])[9]))
        );
    }

    public function testNothingIsGuessed(): void
    {
        $taxes = $this->taxes([['NY', '8.8750', '8.8750', null, 'product', '8.0000']]);
        self::assertSame([], $this->codes($taxes, 7, '9.2833'));
        self::assertSame([], $this->codes($taxes, 7, '0.0000'));
        self::assertSame([], $taxes->ofItem($this->order, 7, null, '0.0000'));
        self::assertSame([], $taxes->ofItem(null, 7, '20.0000', '1.0000'));
        self::assertSame([], $taxes->ofShipping(null));
        self::assertNull($taxes->shippingPercent(null));
    }

    public function testManyRatesAreNotCombined(): void
    {
        $rows = [];
        for ($number = 0; $number < 30; $number++) {
            $rows[] = ["R$number", '1.0000', "1.0$number", null, 'product', '1.0000'];
        }
        $taxes = $this->taxes($rows);
        $started = microtime(true);
        $taxes->ofItem($this->order, 7, '15.0000', '1.0000');
        self::assertLessThan(0.5, microtime(true) - $started);
    }

    /**
     * @var array
     */
    private $order;

    private function taxes(array $rows): AppliedTaxes
    {
        $table = [];
        foreach ($rows as $key => [$code, $percent, $share, $item, $type, $amount]) {
            $table[] = [
                'order_id' => '9', 'tax_id' => (string)$key, 'code' => $code, 'title' => $code, 'percent' => $percent, 'item_id' => $item,
                'type' => $type, 'share' => $share, 'amount' => $amount, 'real_amount' => $amount,
            ];
        }
        $taxes = new AppliedTaxes($this->database(['sales_order_tax' => $table]));
        $this->order = $taxes->load([9])[9];
        return $taxes;
    }

    private function codes(AppliedTaxes $taxes, int $item, string $percent): array
    {
        return array_column($taxes->ofItem($this->order, $item, $percent, '99.0000'), 'code');
    }
}
