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

    /**
     * @dataProvider parts
     */
    public function testAPartIsRoundedToTheNearestPlace(string $amount, string $part, string $is): void
    {
        self::assertSame($is, Amount::part($amount, $part));
    }

    public static function parts(): array
    {
        return [
            ['2.6000', '0.33846153846154', '0.8800'],
            ['0.0001', '0.50000000000000', '0.0001'],
            ['-0.0001', '0.5', '-0.0001'],
            ['0.0001', '0.49999999999999', '0.0000'],
            ['9999999999999999.9999', '1', '9999999999999999.9999'],
            ['5.0000', '0', '0.0000'],
        ];
    }

    public function testNothingAndLessAreNotPositive(): void
    {
        self::assertSame([true, false, false], array_map(Amount::isPositive(...), ['0.0001', '0.0000', '-1.0000']));
    }

    /**
     * No floating point touches an amount. A cast to it is allowed where a number is no amount, and each place says which.
     */
    public function testOnlyWhatIsNoAmountIsMadeAFloat(): void
    {
        $root = dirname(__DIR__, 3);
        $found = [];
        foreach (['php-module', 'Block', 'Controller'] as $folder) {
            foreach (new \RecursiveIteratorIterator(new \RecursiveDirectoryIterator("$root/$folder", \FilesystemIterator::SKIP_DOTS)) as $file) {
                $tokens = \PhpToken::tokenize((string)file_get_contents((string)$file));
                $floats = array_filter($tokens, static fn (\PhpToken $token): bool => $token->is(T_DOUBLE_CAST)
                    || ($token->is(T_STRING) && in_array(strtolower($token->text), ['floatval', 'doubleval'], true)));
                if ($floats !== []) {
                    $found[] = substr((string)$file, strlen($root) + 1);
                }
            }
        }
        sort($found);
        self::assertSame([
            'php-module/Console/DrainCommand.php', // seconds
            'php-module/Snapshot/ItemOptions.php', // pieces of a bundle's part
        ], $found);
    }
}
