<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Tests\Extension\Support;

/**
 * What a shop does for a test of everything at once: its records, one after the other, and what of them must stand in Xero.
 *
 * Two sets of books. In "default" invoices are the sale: they are paid, and some are partly refunded. In "parts" orders are, each with two paid
 * parts that leave room for a second payment of either: what nobody but us keeps from being there twice. All amounts differ.
 */
final class Business
{
    /** Names of the organisations in the sandbox. */
    public const BOOKS = ['default' => 'Ledgerline Demo Company', 'parts' => 'Ledgerline Second Ltd'];

    /** Six records are four sales: two invoices, a refund of the first, and an order with two parts. */
    private const CYCLE = 6;

    public static function connect(\Ledgerline\Native\Engine $engine, Sandbox $sandbox, array $settings = []): void
    {
        $web = ['type' => 'web_app', 'client_id' => 'sandbox-web', 'client_secret' => 'sandbox-web-secret'];
        $engine->configure('default', Shop::settings($web + $settings));
        self::consent($engine, $sandbox);
        $engine->configure('parts', Shop::settings(['name' => 'Parts', 'document' => 'order', 'client_id' => 'parts', 'client_secret' => 'parts-secret'] + $settings));
        $engine->connectCustom('parts');
        foreach (array_keys(self::BOOKS) as $connection) {
            $engine->catalogue($connection, true);
        }
    }

    /**
     * Options of the sandbox that these books need.
     *
     * @return string[]
     */
    public static function sandbox(): array
    {
        return ['--app', 'parts:parts-secret:custom:' . self::BOOKS['parts'], '--set', 'strict_fields=true', '--set', 'accept_string_numbers=false'];
    }

    /** A person agrees in the browser. */
    public static function consent(\Ledgerline\Native\Engine $engine, Sandbox $sandbox): void
    {
        $begun = $engine->authorise('default', 'http://localhost/back');
        parse_str((string)parse_url($begun['url'], PHP_URL_QUERY), $asked);
        $engine->completeAuthorise($sandbox->decide($asked, self::BOOKS['default']));
    }

    /** The first record of the sale that a record belongs to. */
    public static function sale(int $number): int
    {
        return $number - ($number - 1) % self::CYCLE;
    }

    /** The snapshot of the record with this number, from 1. */
    public static function record(int $number): array
    {
        $sale = self::sale($number);
        return match ($number - $sale) {
            0, 1 => self::invoice($number),
            2 => self::refund($number, $sale),
            3 => self::order($number),
            default => self::part($number, $sale + 3),
        };
    }

    /**
     * What must be there when all records up to this one are.
     *
     * @return array<string, array<string, array{total: string, payments: string[]}>> by books and number
     */
    public static function expected(int $last): array
    {
        $books = ['default' => [], 'parts' => []];
        for ($number = 1; $number <= $last; $number++) {
            $sale = self::sale($number);
            switch ($number - $sale) {
                case 0:
                case 1:
                    $total = self::money(self::invoiceCents($number));
                    $books['default'][self::name($number)] = ['total' => $total, 'payments' => [$total]];
                    break;
                case 2:
                    $total = self::money(self::refundCents($number));
                    $books['default']['CM-' . self::name($number)] = ['total' => $total, 'payments' => [$total]];
                    break;
                case 3:
                    $books['parts'][self::name($number)] = ['total' => self::money(self::invoiceCents($number)), 'payments' => []];
                    break;
                default:
                    $books['parts'][self::name($sale + 3)]['payments'][] = self::money(self::partCents($number));
            }
        }
        return $books;
    }

    /** How many of the first records have a contact of their own. */
    public static function contacts(int $last): int
    {
        $contacts = 0;
        for ($number = 1; $number <= $last; $number++) {
            $contacts += (int)in_array(($number - 1) % self::CYCLE, [0, 1, 3], true);
        }
        return $contacts;
    }

    private static function name(int $number): string
    {
        return sprintf('%09d', $number);
    }

    private static function money(int $cents): string
    {
        return sprintf('%d.%02d', intdiv($cents, 100), $cents % 100);
    }

    /** With 20 % tax: two at 20.00, and one whose price is this document's own. */
    private static function invoiceCents(int $number): int
    {
        return 4800 + intdiv(self::price($number) * 6, 5);
    }

    private static function price(int $number): int
    {
        return (10 + $number % 90) * 100;
    }

    private static function refundCents(int $number): int
    {
        return 600 + 120 * ($number % 7);
    }

    private static function partCents(int $number): int
    {
        return 500 + $number % 613;
    }

    private static function invoice(int $number): array
    {
        $invoice = Shop::invoice($number);
        $price = self::price($number);
        $own = &$invoice['lines'][1];
        $own = ['price' => self::money($price), 'price_incl_tax' => self::money($price), 'row_total' => self::money($price), 'tax' => self::money(intdiv($price, 5)), 'row_total_incl_tax' => self::money(intdiv($price * 6, 5))] + $own;
        unset($own);
        $net = 4000 + $price;
        $total = self::money(self::invoiceCents($number));
        $invoice['totals'] = ['subtotal' => self::money($net), 'subtotal_incl_tax' => $total, 'tax' => self::money(intdiv($net, 5)), 'grand_total' => $total, 'base_grand_total' => $total] + $invoice['totals'];
        $invoice['order'] = ['total_paid' => $total, 'grand_total' => $total] + $invoice['order'];
        return $invoice;
    }

    private static function refund(int $number, int $sale): array
    {
        $of = self::invoice($sale);
        $cents = self::refundCents($number);
        $net = intdiv($cents * 5, 6);
        $amounts = ['price' => self::money($net), 'price_incl_tax' => self::money($cents), 'row_total' => self::money($net), 'tax' => self::money($cents - $net), 'row_total_incl_tax' => self::money($cents)];
        $totals = ['subtotal' => self::money($net), 'subtotal_incl_tax' => self::money($cents), 'tax' => self::money($cents - $net), 'grand_total' => self::money($cents), 'base_grand_total' => self::money($cents)];
        $invoice = ['id' => $of['id'], 'number' => $of['number'], 'state' => 'paid'];
        return [
            'kind' => 'creditmemo', 'id' => (string)$number, 'number' => self::name($number), 'state' => 'refunded', 'totals' => $totals + $of['totals'],
            'lines' => [$amounts + $of['lines'][1]], 'invoice' => $invoice,
            'invoices' => [$invoice + ['grand_total' => $of['totals']['grand_total'], 'date' => $of['date']]],
        ] + $of;
    }

    private static function order(int $number): array
    {
        $parts = array_map(static fn (int $part): array => ['id' => (string)$part, 'number' => self::name($part), 'state' => 'paid', 'grand_total' => self::money(self::partCents($part)), 'date' => '2026-05-01'], [$number + 1, $number + 2]);
        return ['kind' => 'order', 'connection' => 'parts', 'state' => 'processing', 'invoices' => $parts] + self::invoice($number);
    }

    private static function part(int $number, int $order): array
    {
        $of = self::invoice($order);
        $cents = self::money(self::partCents($number));
        $line = ['id' => (string)$number, 'quantity' => '1.0000', 'price' => $cents, 'price_incl_tax' => $cents, 'row_total' => $cents, 'row_total_incl_tax' => $cents, 'tax' => '0.0000', 'tax_percent' => '0.0000', 'taxes' => []];
        $totals = ['subtotal' => $cents, 'subtotal_incl_tax' => $cents, 'tax' => '0.0000', 'grand_total' => $cents, 'base_grand_total' => $cents];
        return ['connection' => 'parts', 'id' => (string)$number, 'number' => self::name($number), 'totals' => $totals + $of['totals'], 'lines' => [$line + $of['lines'][1]]] + $of;
    }
}
