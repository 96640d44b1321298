<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Text;

/** Says a length of time as people do: one unit, two when that helps. */
class Duration
{
    /** "less than a minute", "12 minutes", "3 hours", "2 days". */
    public function words(int $seconds): string
    {
        if ($seconds < 60) {
            return (string)__('less than a minute');
        }
        $minutes = (int)round($seconds / 60);
        if ($minutes < 60) {
            return (string)($minutes === 1 ? __('1 minute') : __('%1 minutes', $minutes));
        }
        $hours = (int)round($seconds / 3600);
        if ($hours < 48) {
            return (string)($hours === 1 ? __('1 hour') : __('%1 hours', $hours));
        }
        return (string)__('%1 days', (int)round($seconds / 86400));
    }
}
