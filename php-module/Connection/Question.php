<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Connection;

/** Puts the engine's open question in words: do the books move to another organisation? */
class Question
{
    /**
     * What the person should know before answering.
     * @param array $question as the engine gives it: from, to, invoices, records
     */
    public static function text(array $question): string
    {
        $from = (string)($question['from']['name'] ?? '');
        $to = (string)($question['to']['name'] ?? '');
        $invoices = (int)($question['invoices'] ?? 0);
        $records = (int)($question['records'] ?? 0);
        return (string)match (true) {
            $invoices === 1 => __('Until now the books were in %1: 1 invoice. Move to %2?', $from, $to),
            $invoices > 1 => __('Until now the books were in %1: %2 invoices. Move to %3?', $from, $invoices, $to),
            $records === 1 => __('Until now the books were in %1: 1 record. Move to %2?', $from, $to),
            default => __('Until now the books were in %1: %2 records. Move to %3?', $from, $records, $to),
        };
    }
}
