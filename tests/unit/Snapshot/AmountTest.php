<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Tests\Unit\Snapshot;

use Ledgerline\Xero\Snapshot\Amount;
use PHPUnit\Framework\TestCase;

class AmountTest extends TestCase
{
    public function testTheDatabasesTextIsKeptAsItIs(): void
    {
        self::assertSame('424.1741', Amount::of('424.1741'));
        self::assertSame('9999999999999999.9999', Amount::of('9999999999999999.9999'));
    }

    public function testNullIsZeroWhereAnAmountIsMeant(): void
    {
        self::assertSame('0.0000', Amount::of(null));
        self::assertNull(Amount::orNull(null));
    }

    public function testNumbersFromJsonAreWrittenWithFourPlaces(): void
    {
        self::assertSame('0.3000', Amount::of(0.1 + 0.2));
        self::assertSame('2.0000', Amount::of(2));
        self::assertSame('0.0000', Amount::of(NAN));
        self::assertSame('100000000000000.0000', Amount::of(1e14));
    }

    public function testSumsAreExact(): void
    {
        self::assertSame('0.3000', Amount::sum('0.1000', '0.2000'));
        self::assertSame('0.0000', Amount::sum());
        self::assertSame('-1.0000', Amount::minus('4.9900', '5.9900'));
        self::assertTrue(Amount::isZero(Amount::sum('0.1000', '0.2000', '-0.3000')));
        self::assertTrue(Amount::isLarger('-0.0003', '0.0002'));
        self::assertFalse(Amount::isLarger('-0.0002', '0.0002'));
    }
}
