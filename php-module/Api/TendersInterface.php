<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Api;

/**
 * Tells how much of documents is paid, or paid back, otherwise than in money: store credit, gift cards, points (docs/extending.md).
 *
 * Only what is part of the grand total; what reduces it is a total: ExtraTotalsInterface. Provide one in di.xml as an item of the
 * argument "providers" of Ledgerline\Xero\Snapshot\Tenders.
 *
 * @api
 */
interface TendersInterface
{
    /**
     * Tenders of invoices or credit memos.
     * @param string $kind "invoice" or "creditmemo"
     * @param array<int,array> $snapshots what was read so far, by the document's id
     * @return array<int,array<int,array{code:string, title?:string, amount:string|float, account?:string|null}>> by id;
     *     amounts positive, in the document's currency
     */
    public function get(string $kind, array $snapshots): array;
}
