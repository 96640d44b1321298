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
    /**
     * @dataProvider results
     */
    public function testItSaysNoMoreThanIsKnown(int $documents, array $counts, string $words, string $grade): void
    {
        $locale = $this->createStub(ResolverInterface::class);
        $locale->method('getLocale')->willReturn('en_GB');
        $headline = new Headline(new Display($locale, $this->createStub(TimezoneInterface::class)));
        self::assertSame($words, (string)$headline->words($documents, $counts));
        self::assertSame($grade, $headline->grade($counts));
    }

    public static function results(): array
    {
        return [
            'nothing' => [0, [], 'There was nothing to compare.', 'good'],
            'all agree' => [1116, ['matched' => 1116], 'The shop and Xero agree.', 'good'],
            'accepted' => [3, ['matched' => 2, 'accepted' => 1], 'The shop and Xero agree.', 'good'],
            'queued' => [116, ['matched' => 54, 'on_its_way' => 62], '54 documents agree, 62 are on their way to Xero.', 'open'],
            'sent since' => [116, ['matched' => 54, 'arrived' => 62], '54 documents agree, 62 reached Xero after the comparison.', 'open'],
            'both' => [116, ['matched' => 54, 'arrived' => 60, 'on_its_way' => 2], '54 documents agree, 2 are on their way to Xero.', 'open'],
            'held' => [3, ['matched' => 1, 'held' => 2], '2 documents are held and not in Xero.', 'bad'],
            'one held' => [3, ['matched' => 2, 'held' => 1], '1 document is held and not in Xero.', 'bad'],
            'held and missing' => [3, ['held' => 1, 'missing' => 2], '3 documents differ.', 'bad'],
            'one missing' => [3, ['matched' => 2, 'missing' => 1], '1 document differs.', 'bad'],
        ];
    }
}
