<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Reconcile;

use Ledgerline\Xero\Text\Display;
use Magento\Framework\Phrase;

/** What a reconciliation comes to, in one sentence: the same on every screen. */
class Headline
{
    public const GOOD = 'good';
    public const BAD = 'bad';
    public const OPEN = 'open';

    public function __construct(private readonly Display $display)
    {
    }

    /**
     * The sentence.
     *
     * @param int $documents of the shop that were compared
     * @param array<string,int> $counts as Verdict::counts() gives them
     */
    public function words(int $documents, array $counts): Phrase
    {
        $wrong = $this->wrong($counts);
        $agree = $this->display->number($counts['matched'] ?? 0);
        return match (true) {
            $documents === 0 => __('There was nothing to compare.'),
            $wrong > 0 && $wrong === ($counts[Verdict::HELD] ?? 0) => $wrong === 1
                ? __('1 document is held and not in Xero.')
                : __('%1 documents are held and not in Xero.', $this->display->number($wrong)),
            $wrong === 1 => __('1 document differs.'),
            $wrong > 1 => __('%1 documents differ.', $this->display->number($wrong)),
            ($counts[Verdict::ON_ITS_WAY] ?? 0) > 0
                => __('%1 documents agree, %2 are on their way to Xero.', $agree, $this->display->number($counts[Verdict::ON_ITS_WAY])),
            ($counts[Verdict::ARRIVED] ?? 0) > 0
                => __('%1 documents agree, %2 reached Xero after the comparison.', $agree, $this->display->number($counts[Verdict::ARRIVED])),
            default => __('The shop and Xero agree.'),
        };
    }

    /**
     * How good that is: all agrees, a person is needed, or it is not known yet.
     *
     * @param array<string,int> $counts
     * @return string one of the constants
     */
    public function grade(array $counts): string
    {
        return match (true) {
            $this->wrong($counts) > 0 => self::BAD,
            ($counts[Verdict::ON_ITS_WAY] ?? 0) + ($counts[Verdict::ARRIVED] ?? 0) > 0 => self::OPEN,
            default => self::GOOD,
        };
    }

    /**
     * How many documents need a person.
     *
     * @param array<string,int> $counts
     */
    private function wrong(array $counts): int
    {
        return (int)array_sum(array_intersect_key($counts, array_flip(Verdict::WRONG)));
    }
}
