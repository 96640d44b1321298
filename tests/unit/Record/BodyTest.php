<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Tests\Unit\Record;

use Ledgerline\Xero\Catalogue\Catalogue;
use Ledgerline\Xero\Record\Body;
use Ledgerline\Xero\Text\Display;
use Magento\Framework\Locale\ResolverInterface;
use Magento\Framework\Stdlib\DateTime\TimezoneInterface;
use PHPUnit\Framework\TestCase;

class BodyTest extends TestCase
{
    public function testFieldsHaveNamesAndXerosIdsAreLeftOut(): void
    {
        $facts = array_column($this->body()->facts([
            'Type' => 'ACCREC', 'InvoiceID' => '9b2f', 'InvoiceNumber' => '000000012', 'Date' => '2026-11-15T00:00:00', 'DueDate' => '/Date(1795132800000+0000)/',
            'Status' => 'AUTHORISED', 'LineAmountTypes' => 'Inclusive', 'Contact' => ['ContactID' => 'f00'], 'LineItems' => [['Quantity' => 1]], 'SentToContact' => false,
            'BrandingThemeID' => 'b1', 'Reference' => '', 'Amount' => 1234.5, 'Account' => ['AccountID' => 'a1', 'Code' => '200'],
        ], 'default', 'Zoë Smith'), 1, 0);
        self::assertSame([
            'Contact' => 'Zoë Smith', 'Number' => '000000012', 'Date' => 'Nov 15, 2026', 'Due date' => 'Nov 20, 2026', 'Status' => 'Approved', 'Amounts are' => 'with tax',
            'Sent to contact' => 'No', 'Branding theme' => 'Standard', 'Amount' => '1,234.50', 'Account' => '200 – Sales',
        ], $facts);
    }

    public function testOneAddressIsToldOnce(): void
    {
        $address = ['AddressLine1' => '1 High Street', 'City' => 'Leeds'];
        $facts = $this->body()->facts(['Addresses' => [
            ['AddressType' => 'POBOX'] + $address, ['AddressType' => 'STREET'] + $address, ['AddressType' => 'DELIVERY'],
        ]], 'default');
        self::assertSame([['Addresses', '1 High Street, Leeds']], $facts);
    }

    /** @dataProvider lines */
    public function testALineComesToWhatXeroComputes(array $line, string $amount): void
    {
        self::assertSame($amount, $this->body()->lines([$line], 'default')[0]['amount']);
    }

    public static function lines(): array
    {
        return [
            [['Quantity' => 3, 'UnitAmount' => 0.335], '1.01'],
            [['Quantity' => 1, 'UnitAmount' => -0.335], '-0.34'],
            [['Quantity' => 2, 'UnitAmount' => 10, 'DiscountRate' => 12.5], '17.50'],
            [['Quantity' => 2, 'UnitAmount' => 10, 'DiscountAmount' => 0.01], '19.99'],
            [['Quantity' => 2, 'UnitAmount' => 10, 'LineAmount' => 7.25], '7.25'],
            [[], '0.00'],
        ];
    }

    public function testLinesNameAccountsAndRates(): void
    {
        $line = $this->body()->lines([['Quantity' => 2, 'UnitAmount' => 1234.5678, 'AccountCode' => '200', 'TaxType' => 'OUTPUT2', 'DiscountRate' => 12.5,
            'Tracking' => [['Name' => 'Store', 'Option' => 'Online']]]], 'default')[0];
        self::assertSame(
            ['2', '1,234.5678', '12.5 %', 'Sales', '20% VAT', 'Store: Online'],
            [$line['quantity'], $line['price'], $line['discount'], $line['account_name'], $line['tax_name'], $line['tracking']]
        );
    }

    public function testTrackingIsNamedWhereItWasSentById(): void
    {
        $tracking = [['TrackingCategoryID' => 'c1', 'TrackingOptionID' => 'o2'], ['TrackingCategoryID' => 'c9', 'TrackingOptionID' => 'o9']];
        self::assertSame('Store: High Street, o9', $this->body()->lines([['Tracking' => $tracking]], 'default')[0]['tracking']);
    }

    public function testWhatXeroListsNoMoreIsNamedAsItWas(): void
    {
        $line = $this->body([
            'accounts' => [['id' => 'a3', 'code' => '230', 'name' => 'Market stall']],
            'tax_rates' => [['type' => 'TAX019', 'name' => 'OSS AU GST 10%', 'rate' => '10']],
            'tracking' => [['id' => 'c9', 'name' => 'Region'], ['id' => 'o9', 'name' => 'North']],
        ])->lines([['AccountCode' => '230', 'TaxType' => 'TAX019', 'Tracking' => [['TrackingCategoryID' => 'c9', 'TrackingOptionID' => 'o9']]]], 'default')[0];
        self::assertSame(
            ['Market stall (not in Xero any more)', 'OSS AU GST 10% (not in Xero any more)', 'Region (not in Xero any more): North (not in Xero any more)'],
            [$line['account_name'], $line['tax_name'], $line['tracking']]
        );
    }

    public function testTextIsReadableWithDatesBesideXerosMoments(): void
    {
        $text = $this->body()->text(['Date' => '/Date(1795132800000+0000)/', 'Name' => 'Zoë/Co', 'UpdatedDateUTC' => '/Date(1795132801000)/']);
        self::assertStringContainsString('"/Date(1795132800000+0000)/",  ← Nov 20, 2026', $text);
        self::assertStringContainsString('"/Date(1795132801000)/"  ← moment 1795132801', $text);
        self::assertStringContainsString('Zoë/Co', $text);
        self::assertSame('Forbidden', $this->body()->text('Forbidden'));
    }

    private function body(array $gone = []): Body
    {
        $catalogue = $this->createMock(Catalogue::class);
        $catalogue->method('gone')->willReturnCallback(static fn (string $connection, string $list): array => $gone[$list] ?? []);
        $catalogue->method('accounts')->willReturn([['code' => '200', 'name' => 'Sales']]);
        $catalogue->method('taxRates')->willReturn([['type' => 'OUTPUT2', 'name' => '20% VAT']]);
        $catalogue->method('tracking')->willReturn([['id' => 'c1', 'name' => 'Store', 'options' => [['id' => 'o1', 'name' => 'Online'], ['id' => 'o2', 'name' => 'High Street']]]]);
        $catalogue->method('brandingThemes')->willReturn([['id' => 'b1', 'name' => 'Standard']]);
        $locale = $this->createMock(ResolverInterface::class);
        $locale->method('getLocale')->willReturn('en_US');
        $timezone = $this->createMock(TimezoneInterface::class);
        $timezone->method('formatDateTime')->willReturnCallback(static fn (\DateTime $time): string => 'moment ' . $time->getTimestamp());
        return new Body($catalogue, new Display($locale, $timezone));
    }
}
