<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Reconcile;

use Ledgerline\Xero\Text\Cell;

/** Writes a reconciliation as CSV: amounts and currencies in columns of their own, so that they can be summed. */
class CsvExport
{
    private const COLUMNS = [
        'findings' => [
            'finding', 'entity', 'number', 'date', 'store', 'total', 'currency', 'xero_number', 'xero_total', 'xero_currency', 'xero_due',
            'xero_status', 'note', 'accepted_by', 'accepted_at',
        ],
        'days' => ['day', 'store', 'documents', 'matched', 'shop', 'xero', 'difference', 'currency'],
    ];

    public function __construct(private readonly Cell $cell) {}

    /**
     * @param array $result as the engine gives it
     * @param string $part findings or days
     */
    public function csv(array $result, string $part): string
    {
        $lines = [self::COLUMNS[$part]];
        foreach ($result[$part] ?? [] as $row) {
            if ($part === 'findings') {
                $row = ['finding' => $row['kind'], 'note' => $row['accepted']['note'] ?? '',
                    'accepted_by' => $row['accepted']['by'] ?? '', 'accepted_at' => $row['accepted']['at'] ?? ''] + $row;
            }
            $lines[] = array_map(fn (string $column): string => $this->cell->text((string)($row[$column] ?? '')), self::COLUMNS[$part]);
        }
        return implode('', array_map($this->line(...), $lines));
    }

    /**
     * A line in the form that RFC 4180 describes.
     * @param string[] $cells
     */
    private function line(array $cells): string
    {
        return implode(',', array_map(
            static fn (string $cell): string => strpbrk($cell, ",;\t\"\r\n") === false ? $cell : '"' . str_replace('"', '""', $cell) . '"',
            $cells
        )) . "\r\n";
    }
}
