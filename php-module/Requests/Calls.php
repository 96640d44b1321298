<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Requests;

use Magento\Framework\Phrase;

/**
 * Calls to Xero by what they were for: gathers the engine's purposes into the few kinds that people tell apart, and
 * fills the gaps in which nothing was called.
 */
class Calls
{
    private const GROUPS = [
        'documents' => ['invoice', 'credit_note', 'cancellation'],
        'payments' => ['payment', 'refund', 'allocation'],
        'master' => ['contact', 'contacts', 'item'],
        'reconciliation' => ['reconcile'],
        'lists' => ['catalogue', 'account', 'look_up'],
    ];
    private const OTHER = 'other';

    /** @return array<string,Phrase> the kinds, in the order in which they are stacked */
    public function labels(): array
    {
        return [
            'documents' => __('Invoices and credit notes'),
            'payments' => __('Payments and refunds'),
            'master' => __('Contacts and items'),
            'reconciliation' => __('Reconciliation'),
            'lists' => __('Lists and look-ups'),
            self::OTHER => __('Other'),
        ];
    }

    /**
     * The newest days, the oldest first; days are Xero's, which are those of UTC.
     * @param array[] $days as EngineInterface::budget() gives them
     * @param int|null $now only for tests
     * @return array<string,array<string,int>> day => kind => calls
     */
    public function days(array $days, int $count = 30, ?int $now = null): array
    {
        $known = array_column($days, 'by', 'day');
        $all = [];
        for ($back = $count - 1; $back >= 0; $back--) {
            $day = gmdate('Y-m-d', ($now ?? time()) - $back * 86400);
            $all[$day] = $this->group($known[$day] ?? []);
        }
        return $all;
    }

    /**
     * The minutes of the last hour, the oldest first.
     * @param array[] $minutes as EngineInterface::budget() gives them
     * @param int|null $now only for tests
     * @return array<int,array<string,int>> seconds since 1970 => kind => calls
     */
    public function minutes(array $minutes, ?int $now = null): array
    {
        $known = array_column($minutes, 'by', 'at');
        $now = $now ?? time();
        $now -= $now % 60;
        $all = [];
        for ($back = 59; $back >= 0; $back--) {
            $all[$now - $back * 60] = $this->group($known[$now - $back * 60] ?? []);
        }
        return $all;
    }

    /**
     * The engine's purposes as kinds, without those that did not occur.
     * @param array $by purpose => calls
     * @return array<string,int>
     */
    private function group(array $by): array
    {
        $kinds = [];
        foreach ($by as $purpose => $calls) {
            $kind = self::OTHER;
            foreach (self::GROUPS as $name => $purposes) {
                if (in_array($purpose, $purposes, true)) {
                    $kind = $name;
                }
            }
            $kinds[$kind] = ($kinds[$kind] ?? 0) + (int)$calls;
        }
        return $kinds;
    }
}
