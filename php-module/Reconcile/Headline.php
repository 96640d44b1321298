<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Reconcile;

use Ledgerline\Xero\Text\Display;
use Magento\Framework\Phrase;

/** What a reconciliation comes to, in one sentence: the same on every screen. */
class Headline
{
    public function __construct(private readonly Display $display) {}

    /**
     * @param string $headline as of ReconciliationResult; so are $wrong and $counts
     * @param array<string,int> $counts
     */
    public function words(string $headline, int $wrong, array $counts): Phrase
    {
        $number = fn (string $kind): string => $this->display->number($counts[$kind]);
        return match ($headline) {
            'nothing_compared' => __('There was nothing to compare.'),
            'held' => $wrong === 1
                ? __('1 document is held and not in Xero.')
                : __('%1 documents are held and not in Xero.', $this->display->number($wrong)),
            'differ' => $wrong === 1 ? __('1 document differs.') : __('%1 documents differ.', $this->display->number($wrong)),
            'on_their_way' => __('%1 documents agree, %2 are on their way to Xero.', $number('matched'), $number(Verdict::ON_ITS_WAY)),
            'arrived' => __('%1 documents agree, %2 reached Xero after the comparison.', $number('matched'), $number(Verdict::ARRIVED)),
            'agree' => __('The shop and Xero agree.'),
        };
    }
}
