<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Tests\Unit\Reconcile;

use Ledgerline\Xero\Reconcile\Headline;
use Ledgerline\Xero\Text\Display;
use Magento\Framework\Locale\ResolverInterface;
use Magento\Framework\Stdlib\DateTime\TimezoneInterface;
use PHPUnit\Framework\TestCase;

class HeadlineTest extends TestCase
{
    /** @dataProvider verdicts */
    public function testEachVerdictHasItsSentence(string $headline, int $wrong, string $words): void
    {
        $locale = $this->createStub(ResolverInterface::class);
        $locale->method('getLocale')->willReturn('en_GB');
        $sentence = new Headline(new Display($locale, $this->createStub(TimezoneInterface::class)));
        $counts = ['matched' => 1054, 'on_its_way' => 62, 'arrived' => 7];
        self::assertSame($words, (string)$sentence->words($headline, $wrong, $counts));
    }

    public static function verdicts(): array
    {
        return [
            ['nothing_compared', 0, 'There was nothing to compare.'],
            ['agree', 0, 'The shop and Xero agree.'],
            ['on_their_way', 0, '1,054 documents agree, 62 are on their way to Xero.'],
            ['arrived', 0, '1,054 documents agree, 7 reached Xero after the comparison.'],
            ['held', 1, '1 document is held and not in Xero.'],
            ['held', 2, '2 documents are held and not in Xero.'],
            ['differ', 1, '1 document differs.'],
            ['differ', 3, '3 documents differ.'],
        ];
    }
}
