<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Api;

/**
 * Totals that another module puts into the grand totals of orders, invoices and credit memos.
 *
 * Registered in di.xml, argument "providers" of Ledgerline\Xero\Snapshot\ExtraTotals; docs/extending.md shows how.
 */
interface ExtraTotalsInterface
{
    /**
     * Totals of a batch of documents. Called wherever documents are read: in the shop's requests too, so never a
     * query for each document.
     *
     * A total is an array: code (stable, the account is mapped by it), title, amount (without its tax, signed as it
     * enters the grand total, in the document's currency), and where they apply tax (which the document's tax amount
     * contains), tax_percent, taxes (code, title and percent of each rate), account (an account code of Xero).
     * Amounts are decimal strings; floats are rounded to four places.
     *
     * @param string $kind order, invoice or creditmemo
     * @param array<int,array> $snapshots the documents as they were read so far, by id
     * @return array<int,array[]> id => totals; documents without any may be missing
     */
    public function get(string $kind, array $snapshots): array;
}
