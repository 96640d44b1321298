<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Tests\Extension\Support;

use Ledgerline\Native\Engine;

/**
 * What a small shop would say: options, settings, snapshots.
 */
final class Shop
{
    /**
     * @param array<string, mixed> $more
     */
    public static function options(string $store, ?string $xero = null, array $more = []): array
    {
        return $more + ['store' => $store, 'keys' => ['0123456789abcdef0123456789abcdef'], 'xero_url' => $xero, 'durability' => 'full', 'timeout' => 10];
    }

    /**
     * @param array<string, mixed> $more
     */
    public static function settings(array $more = []): array
    {
        $on = ['enabled' => true, 'mode' => 'immediately'];
        return $more + [
            'version' => 1, 'name' => 'Default Config', 'type' => 'custom', 'client_id' => 'sandbox-custom', 'client_secret' => 'sandbox-custom-secret',
            'shop' => 'T', 'admin_url' => 'https://shop.example/admin/',
            'accounts' => ['bank' => '090', 'sales' => '200', 'shipping' => '', 'inventory' => '', 'cogs' => '', 'rounding' => '', 'adjustment' => ''],
            'entities' => ['customers' => $on, 'products' => $on, 'orders' => $on, 'invoices' => $on, 'creditmemos' => $on, 'payments' => $on],
            'start_date' => '2026-01-01', 'document' => 'invoice', 'tax' => ['automatic' => true, 'map' => ['20' => 'OUTPUT2', '0' => 'NONE']],
            'payments' => ['map' => ['checkmo' => '090']], 'due_days' => 0, 'batch_size' => 50, 'day_limit' => 0,
        ];
    }

    /** Settings stored and connected without a browser. */
    public static function connect(Engine $engine, array $settings = []): void
    {
        $engine->configure('default', self::settings($settings));
        $engine->connectCustom('default');
    }

    private static function common(string $kind, int $number): array
    {
        return [
            'version' => 1, 'kind' => $kind, 'id' => (string)$number, 'connection' => 'default',
            'store' => ['id' => '1', 'code' => 'default', 'website_id' => '1', 'website_code' => 'base', 'name' => 'Default', 'url' => 'https://shop.example/'],
            'created_at' => '2026-05-01 08:10:00', 'updated_at' => '2026-05-01 08:10:00',
        ];
    }

    public static function customer(int $number): array
    {
        return self::common('customer', $number) + [
            'email' => "buyer$number@example.com", 'first_name' => 'Buyer', 'last_name' => "No $number", 'group_id' => '1', 'group_code' => 'General', 'addresses' => [],
        ];
    }

    /** A paid invoice over 60.00 GBP with two lines, of a customer of its own. */
    public static function invoice(int $number, ?int $customer = null): array
    {
        $customer ??= $number;
        $reference = sprintf('%09d', $number);
        $person = ['prefix' => null, 'first_name' => 'Buyer', 'middle_name' => null, 'last_name' => "No $customer", 'suffix' => null, 'vat_number' => null];
        $line = static fn (string $id, string $sku, string $quantity, string $price, string $row, string $tax, string $gross): array => [
            'id' => $id, 'order_item_id' => $id, 'product_id' => '3', 'product_sku' => $sku, 'sku' => $sku, 'name' => "Bag $sku", 'product_type' => 'simple', 'options' => null,
            'quantity' => $quantity, 'price' => $price, 'price_incl_tax' => $price, 'row_total' => $row, 'row_total_incl_tax' => $gross, 'discount' => '0.0000',
            'discount_tax_compensation' => '0.0000', 'tax' => $tax, 'tax_percent' => '20.0000', 'taxes' => [['code' => 'GB VAT 20%', 'title' => 'VAT', 'percent' => '20.0000']],
            'fixed_product_tax' => '0.0000', 'fixed_product_tax_row' => '0.0000', 'fixed_product_tax_tax' => '0.0000', 'fixed_product_tax_name' => null,
        ];
        return self::common('invoice', $number) + [
            'number' => $reference, 'date' => '2026-05-01', 'state' => 'paid', 'currency' => 'GBP', 'base_currency' => 'GBP', 'base_to_order_rate' => '1.0000',
            'totals' => [
                'subtotal' => '50.0000', 'subtotal_incl_tax' => '60.0000', 'discount' => '0.0000', 'discount_tax_compensation' => '0.0000', 'shipping' => '0.0000',
                'shipping_incl_tax' => '0.0000', 'shipping_tax' => '0.0000', 'shipping_discount' => '0.0000', 'shipping_discount_tax_compensation' => '0.0000', 'tax' => '10.0000',
                'grand_total' => '60.0000', 'base_grand_total' => '60.0000', 'fixed_product_tax' => '0.0000', 'fixed_product_tax_tax' => '0.0000',
                'adjustment_positive' => '0.0000', 'adjustment_negative' => '0.0000',
            ],
            'lines' => [$line("{$number}1", 'BAG-1', '2.0000', '20.0000', '40.0000', '8.0000', '48.0000'), $line("{$number}2", 'BAG-2', '1.0000', '10.0000', '10.0000', '2.0000', '12.0000')],
            'shipping' => null, 'payment' => ['method' => 'checkmo', 'title' => 'Check / Money order', 'transaction_id' => null],
            'order' => ['id' => (string)$number, 'number' => $reference, 'date' => '2026-05-01', 'state' => 'complete', 'status' => 'complete', 'total_paid' => '60.0000', 'total_due' => '0.0000',
                'total_refunded' => '0.0000', 'grand_total' => '60.0000', 'po_number' => null],
            'customer' => ['id' => (string)$customer, 'is_guest' => false, 'group_id' => '1', 'email' => "buyer$customer@example.com"] + $person,
            'billing_address' => $person + ['company' => null, 'street' => ['1 High St'], 'city' => 'Leeds', 'region' => null, 'postcode' => 'LS1 1AA', 'country' => 'GB', 'telephone' => '0113 1'],
            'shipping_address' => null,
        ];
    }

    /**
     * @return array[]
     */
    public static function invoices(int $first, int $last): array
    {
        return array_map(static fn (int $number): array => self::invoice($number), range($first, $last));
    }
}
