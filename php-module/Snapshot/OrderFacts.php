<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Snapshot;

/** What a document says about its order, its payment and its buyer. */
class OrderFacts
{
    use ReadsColumns;

    private const PAYMENT_TITLE = 'payment/%s/title';

    public function __construct(private readonly Stores $stores, private readonly PaymentFee $fee) {}

    public function order(array $row, ?int $storeId): array
    {
        $total = Amount::of($row['order_grand_total']);
        $paid = Amount::of($row['total_paid']);
        return [
            'id' => (string)$row['order_id'],
            'number' => (string)$row['order_number'],
            'date' => $this->stores->date($storeId, $row['order_created_at']),
            'state' => $this->text($row['order_state']),
            'status' => $this->text($row['order_status']),
            'total_paid' => $paid,
            'total_due' => Amount::orNull($row['total_due']) ?? Amount::minus($total, $paid),
            'total_refunded' => Amount::of($row['total_refunded']),
            'total_canceled' => Amount::of($row['total_canceled']),
            'grand_total' => $total,
            'po_number' => $this->text($row['po_number']),
        ];
    }

    /**
     * How it is paid.
     * @param bool $bearsFee whether what the gateway kept is this document's
     */
    public function payment(array $row, ?int $storeId, bool $bearsFee): array
    {
        $method = $this->text($row['method']);
        // The title as it was when the order was placed, and the fee; nothing else of this column is of interest, or
        // may leave it.
        $information = json_decode((string)$row['additional_information'], true);
        $information = is_array($information) ? $information : [];
        $title = $this->text($information['method_title'] ?? null);
        if ($title === null && $method !== null) {
            $title = $this->text($this->stores->value(sprintf(self::PAYMENT_TITLE, $method), $storeId));
        }
        $currency = $this->text($row['order_currency_code']);
        $ordered = $this->text($row[DocumentCurrency::ORDERED_IN] ?? $row['order_currency_code']);
        $isOnly = $ordered === $this->text($row['base_currency_code']);
        return [
            'method' => $method,
            'title' => $title,
            'transaction_id' => $this->text($row['transaction_id'] ?? null) ?? $this->text($row['last_trans_id']),
            'fee' => $bearsFee ? $this->fee->of($information, $currency, $isOnly) : null,
        ];
    }

    /**
     * Who bought, as the order knows it.
     * @param array<int,array> $groups from CustomerGroups::load()
     */
    public function customer(array $row, array $groups): array
    {
        $group = $this->number($row['customer_group_id']);
        return [
            'id' => $this->id($row['customer_id']),
            'is_guest' => (bool)$row['customer_is_guest'],
            'group_id' => $this->text($row['customer_group_id']),
            'group_code' => $group === null ? null : $this->text($groups[$group]['group_code'] ?? null),
            'tax_class' => $group === null ? null : $this->text($groups[$group]['tax_class'] ?? null),
            'email' => $this->text($row['customer_email']),
            'prefix' => $this->text($row['customer_prefix']),
            'first_name' => $this->text($row['customer_firstname']),
            'middle_name' => $this->text($row['customer_middlename']),
            'last_name' => $this->text($row['customer_lastname']),
            'suffix' => $this->text($row['customer_suffix']),
            'vat_number' => $this->text($row['customer_taxvat']),
        ];
    }
}
