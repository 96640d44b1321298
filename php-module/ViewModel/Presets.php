<?php
declare(strict_types=1);

namespace Ledgerline\Xero\ViewModel;

use Ledgerline\Xero\Ui\Source\JobState;
use Ledgerline\Xero\Ui\Source\JobStateFilter;
use Ledgerline\Xero\Ui\Source\LogStatusFilter;
use Magento\Framework\Locale\ResolverInterface;
use Magento\Framework\Phrase;
use Magento\Framework\Stdlib\DateTime\TimezoneInterface;
use Magento\Framework\View\Element\Block\ArgumentInterface;

/** Filters that people ask for every day, one click above the grid. */
class Presets implements ArgumentInterface
{
    public function __construct(private readonly TimezoneInterface $timezone, private readonly ResolverInterface $locale) {}

    /** @return array<int,array{label:Phrase, filters:array}> the presets of a listing, the one without filters first */
    public function of(string $listing): array
    {
        return match ($listing) {
            'ledgerline_xero_log_listing' => [
                self::preset(__('All'), []),
                self::preset(__('Errors today'), ['status' => LogStatusFilter::TROUBLE, 'at' => ['from' => $this->day(0)]]),
                self::preset(__('Errors, last 7 days'), ['status' => LogStatusFilter::TROUBLE, 'at' => ['from' => $this->day(6)]]),
                self::preset(__('Held'), ['status' => 'held']),
                self::preset(__('Today'), ['at' => ['from' => $this->day(0)]]),
                self::preset(__('Last 7 days'), ['at' => ['from' => $this->day(6)]]),
            ],
            'ledgerline_xero_queue_listing' => [
                self::preset(__('All that is open'), []),
                self::preset(__('Needs attention'), ['state' => JobStateFilter::NEEDS_YOU]),
                self::preset(__('Waiting'), ['state' => 'waiting']),
                self::preset(__('On hold'), ['state' => JobState::ON_HOLD]),
                self::preset(__('Done'), ['state' => 'done']),
                self::preset(__('Cancelled'), ['state' => 'cancelled']),
            ],
            default => [],
        };
    }

    /** @return array{label:Phrase, filters:array} one of them */
    private static function preset(Phrase $label, array $filters): array
    {
        return ['label' => $label, 'filters' => $filters];
    }

    /**
     * A day of the shop, as the grid's date filters write it in the person's language.
     * @param int $ago so many days before today
     */
    private function day(int $ago): string
    {
        $day = $this->timezone->date()->modify("-$ago days");
        return (string)(new \IntlDateFormatter(
            $this->locale->getLocale(),
            \IntlDateFormatter::NONE,
            \IntlDateFormatter::NONE,
            $day->getTimezone(),
            \IntlDateFormatter::GREGORIAN,
            $this->timezone->getDateFormatWithLongYear()
        ))->format($day);
    }
}
