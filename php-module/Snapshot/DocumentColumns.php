<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Snapshot;

/**
 * Columns of the sales tables that snapshots are made from, and their twins in the base currency.
 *
 * Pure knowledge of Magento's tables; there is nothing to configure or replace.
 * phpcs:disable Magento2.Functions.StaticFunction
 */
class DocumentColumns
{
    /** Columns of the document itself. */
    public const DOCUMENT = [
        'entity_id', 'increment_id', 'store_id', 'created_at', 'updated_at', 'state', 'order_currency_code',
        'base_currency_code', 'base_to_order_rate', 'global_currency_code', 'base_to_global_rate', 'base_grand_total',
        ...self::DOCUMENT_AMOUNTS,
    ];

    /** Its amounts. */
    public const DOCUMENT_AMOUNTS = [
        'subtotal', 'subtotal_incl_tax', 'discount_amount', 'discount_tax_compensation_amount', 'shipping_amount',
        'shipping_incl_tax', 'shipping_tax_amount', 'shipping_discount_tax_compensation_amount', 'tax_amount',
        'grand_total',
    ];

    /** Columns of its order. */
    public const ORDER = [
        'order_id' => 'entity_id', 'order_number' => 'increment_id', 'order_store_id' => 'store_id',
        'order_created_at' => 'created_at', 'order_state' => 'state', 'order_status' => 'status',
        'order_rate' => 'base_to_order_rate', 'order_global_currency_code' => 'global_currency_code',
        'order_base_to_global_rate' => 'base_to_global_rate', 'store_name', 'shipping_method', 'shipping_description',
        'customer_id', 'customer_is_guest', 'customer_group_id', 'customer_email', 'customer_prefix',
        'customer_firstname', 'customer_middlename', 'customer_lastname', 'customer_suffix', 'customer_taxvat',
        ...self::ORDER_AMOUNTS,
    ];

    /** Its amounts. */
    public const ORDER_AMOUNTS = [
        'total_paid', 'total_due', 'total_refunded', 'total_canceled', 'order_grand_total' => 'grand_total',
    ];

    public const PAYMENT = ['method', 'last_trans_id', 'po_number', 'additional_information'];

    /** Columns that rows of all three documents have. */
    public const ITEM = ['product_id', 'sku', 'name', 'weee_tax_applied', 'base_weee_tax_applied_row_amnt', ...self::ITEM_AMOUNTS];

    /** Their amounts. */
    public const ITEM_AMOUNTS = [
        'price', 'price_incl_tax', 'row_total', 'row_total_incl_tax', 'discount_amount',
        'discount_tax_compensation_amount', 'tax_amount', 'weee_tax_applied_amount', 'weee_tax_applied_row_amount',
    ];

    /** Columns that only the order's rows have. The tax is there to find rates by: always in the order's currency. */
    public const ORDER_ITEM = [
        'product_type', 'parent_item_id', 'product_options', 'tax_percent', 'order_tax_amount' => 'tax_amount',
    ];

    /** Twins whose name is not "base_" and the column's: what was too long for a name, and gift wrapping. */
    private const BASE = [
        'shipping_discount_tax_compensation_amount' => 'base_shipping_discount_tax_compensation_amnt',
        'weee_tax_applied_row_amount' => 'base_weee_tax_applied_row_amnt',
        'customer_bal_total_refunded' => 'bs_customer_bal_total_refunded',
        'gw_price' => 'gw_base_price',
        'gw_items_price' => 'gw_items_base_price',
        'gw_card_price' => 'gw_card_base_price',
        'gw_tax_amount' => 'gw_base_tax_amount',
        'gw_items_tax_amount' => 'gw_items_base_tax_amount',
        'gw_card_tax_amount' => 'gw_card_base_tax_amount',
    ];

    public static function inBase(string $column): string
    {
        return self::BASE[$column] ?? 'base_' . $column;
    }
}
