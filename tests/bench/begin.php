<?php
declare(strict_types=1);

/*
 * Shared by the benchmarks: they use the support classes of tests/extension and the same environment.
 */
require dirname(__DIR__) . '/extension/bootstrap.php';

use Ledgerline\Xero\Tests\Extension\Support\Folder;

$folder = Folder::make();
register_shutdown_function(static function () use ($folder): void {
    Folder::remove($folder);
});

/** A value below which the given part of the values lies. */
function percentile(array $values, float $part): float
{
    sort($values);
    return $values[(int)min(count($values) - 1, floor(count($values) * $part))];
}

/** Rows with equal columns. */
function table(array $rows): void
{
    $widths = [];
    foreach ($rows as $row) {
        foreach (array_values($row) as $index => $cell) {
            $widths[$index] = max($widths[$index] ?? 0, mb_strlen((string)$cell));
        }
    }
    foreach ($rows as $row) {
        foreach (array_values($row) as $index => $cell) {
            echo str_pad((string)$cell, $widths[$index] + 2, ' ', $index === 0 ? STR_PAD_RIGHT : STR_PAD_LEFT);
        }
        echo "\n";
    }
}
