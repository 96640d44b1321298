<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Tests\Unit\Snapshot;

use Ledgerline\Xero\Snapshot\FixedProductTax;
use PHPUnit\Framework\TestCase;

class FixedProductTaxTest extends TestCase
{
    private const APPLIED = '[{"title":"Eco fee","amount":1.23,"row_amount":4.92,"row_amount_incl_tax":5.28},{"title":"Battery","amount":1,"row_amount":4,"row_amount_incl_tax":4.29}]';

    public function testItsVatIsTheDifferenceOfTheAmounts(): void
    {
        self::assertSame(
            ['fixed_product_tax' => '2.2300', 'fixed_product_tax_row' => '8.9200', 'fixed_product_tax_tax' => '0.6500', 'fixed_product_tax_name' => 'Eco fee, Battery'],
            (new FixedProductTax())->fields($this->row(['weee_tax_applied' => self::APPLIED]))
        );
    }

    public function testOnAnInvoiceTheRatioKnowsThePart(): void
    {
        $fields = (new FixedProductTax())->fields($this->row(
            ['weee_tax_applied' => self::APPLIED, 'order_weee_tax_applied' => self::APPLIED, 'tax_ratio' => '{"weee":0.33846153846154}']
        ));
        self::assertSame('0.2200', $fields['fixed_product_tax_tax']);
    }

    public function testWithoutVatOrInAnOddShapeThereIsNone(): void
    {
        $tax = new FixedProductTax();
        foreach (['[{"title":"Eco fee","row_amount":4.92,"row_amount_incl_tax":4.92}]', '[{"row_amount":"x"}]', '[]', '', null, 'a:0:{}', '"x"'] as $json) {
            self::assertSame('0.0000', $tax->fields($this->row(['weee_tax_applied' => $json]))['fixed_product_tax_tax']);
        }
    }

    public function testRowsWithoutItAreNotDecoded(): void
    {
        $fields = (new FixedProductTax())->fields(['weee_tax_applied_row_amount' => null, 'weee_tax_applied_amount' => null, 'weee_tax_applied' => self::APPLIED]);
        self::assertSame('0.0000', $fields['fixed_product_tax_row']);
        self::assertNull($fields['fixed_product_tax_name']);
    }

    public function testWhatOnlyTheBaseCurrencyHasIsHandedOver(): void
    {
        $row = ['weee_tax_applied_row_amount' => null, 'weee_tax_applied_amount' => null, 'base_weee_tax_applied_row_amnt' => '5.0000', 'weee_tax_applied' => '[{"title":"Eco","base_row_amount":2.5}]'];
        $fields = (new FixedProductTax())->fields($row);
        self::assertSame(['0.0000', '2.5000', 'Eco'], [$fields['fixed_product_tax_row'], $fields['base_fixed_product_tax_row'], $fields['fixed_product_tax_name']], 'the column is the order row\'s');
        self::assertSame('5.0000', (new FixedProductTax())->fields(['weee_tax_applied' => '[]'] + $row)['base_fixed_product_tax_row']);
        $usual = $this->row(['weee_tax_applied' => self::APPLIED, 'base_weee_tax_applied_row_amnt' => '9.0000']);
        self::assertArrayNotHasKey('base_fixed_product_tax_row', (new FixedProductTax())->fields($usual));
    }

    public function testAPartOfARowHasItsPartInTheBaseCurrency(): void
    {
        // One of two pieces is invoiced: Magento leaves 10.00, the order row's, in the column.
        $row = ['weee_tax_applied_row_amount' => '10.0000', 'weee_tax_applied_amount' => '5.0000', 'base_weee_tax_applied_row_amnt' => '10.0000',
            'weee_tax_applied' => '[{"title":"Eco","base_row_amount":5,"row_amount":4.57,"base_row_amount_incl_tax":6,"row_amount_incl_tax":5.48}]'];
        $fields = (new FixedProductTax())->fields($row, true);
        self::assertSame(['5.0000', '1.0000'], [$fields['fixed_product_tax_row'], $fields['fixed_product_tax_tax']]);
    }

    public function testTheHeadersTaxIsSettledOnTheLastRow(): void
    {
        $line = static fn (string $tax, string $fixed, string $vat): array => ['tax' => $tax, 'fixed_product_tax_row' => $fixed, 'fixed_product_tax_tax' => $vat];
        $lines = (new FixedProductTax())->settle([$line('3.5600', '1.2300', '0.0800'), $line('6.4400', '0.0000', '0.0000')], '10.0900');
        self::assertSame(['0.0900', '0.0000'], array_column($lines, 'fixed_product_tax_tax'));
        $lines = (new FixedProductTax())->settle([$line('3.5600', '1.2300', '0.0800')], '5.0000');
        self::assertSame(['0.0800'], array_column($lines, 'fixed_product_tax_tax'), 'more than rounding is not its VAT');
        $lines = (new FixedProductTax())->settle([$line('3.5600', '0.0000', '0.0000')], '3.5700');
        self::assertSame(['0.0000'], array_column($lines, 'fixed_product_tax_tax'));
    }

    private function row(array $columns): array
    {
        return $columns + ['weee_tax_applied_row_amount' => '8.9200', 'weee_tax_applied_amount' => '2.2300'];
    }
}
