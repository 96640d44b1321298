<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Tests\Magento\Accountant;

use Ledgerline\Xero\Tests\Magento\Proof\Books;
use Ledgerline\Xero\Tests\Magento\Proof\Shop;

/**
 * What Magento's tables say that the books must hold: cents, by month of the store and currency.
 *
 * Every document counts with its grand total and tax in cents. Its shipping, fixed product taxes and adjustments are rounded on their own; sales are the rest, as a
 * bookkeeper would have it.
 */
final class MagentoLedger
{
    public const ALL = 'all';

    /** @var array<string, int> gross of documents that are held, by number in Xero */
    public array $left = [];

    /** @var array<string, int> */
    private array $held = [];

    private array $settings = [];

    /** @var array<int, \DateTimeZone> */
    private array $zones = [];

    /** @var array<string, array<string, int>> */
    private array $rows = [];

    public function __construct(private Shop $shop, private string $document, private bool $isBase)
    {
        foreach ($shop->rows("SELECT path, value FROM {core_config_data} WHERE scope_id = 0 AND path LIKE 'ledgerline\\_xero/%'") as $row) {
            $this->settings[substr($row['path'], strlen('ledgerline_xero/'))] = (string)$row['value'];
        }
    }

    /**
     * @return array<string, string> account code => column
     */
    public function accounts(): array
    {
        // Xero's own account for roundings, when none is chosen.
        $accounts = [($this->settings['accounts/rounding'] ?? '') ?: '860' => 'rounding'];
        foreach (['adjustment', 'fixed_product_tax', 'shipping', 'sales'] as $column) {
            $code = $this->settings["accounts/$column"] ?? '';
            if ($code !== '') {
                $accounts[$code] = $column;
            }
        }
        // Products with an account of their own.
        $own = "SELECT DISTINCT TRIM(v.value) AS code FROM {catalog_product_entity_varchar} v JOIN {eav_attribute} a ON a.attribute_id = v.attribute_id"
            . " WHERE a.attribute_code = 'xero_sales_account' AND TRIM(COALESCE(v.value, '')) <> ''";
        return $accounts + array_fill_keys(array_column($this->shop->rows($own), 'code'), 'sales');
    }

    /**
     * @param string[] $held numbers in Xero of documents that are not in the books
     * @return array<string, array<string, int>>
     */
    public function rows(array $held = []): array
    {
        $this->held = array_flip($held);
        $this->rows = [];
        $this->document === 'order' ? $this->orders() : $this->invoices();
        $this->creditMemos();
        return $this->rows;
    }

    private function invoices(): void
    {
        $sql = 'SELECT d.*, p.method, ' . $this->fixedTaxes('sales_invoice_item', 'parent_id') . ' AS fpt, ' . $this->lineDiscounts('sales_invoice_item', 'parent_id') . ' AS line_discounts'
            . ' FROM {sales_invoice} d LEFT JOIN {sales_order_payment} p ON p.parent_id = d.order_id WHERE COALESCE(d.state, 1) <> 3';
        foreach ($this->posted($sql, '') as $row) {
            $sums = $this->document($row, 1);
            if ((int)$row['state'] === 2) {
                $this->payment($row, 'payments_in', 'paid', $sums['gross']);
            }
        }
    }

    private function orders(): void
    {
        $sql = 'SELECT d.*, p.method, ' . $this->fixedTaxes('sales_order_item', 'order_id') . ' AS fpt, ' . $this->fixedTaxesLeft() . ' AS fpt_left, d.' . $this->name('shipping_discount_amount') . ' AS shipping_discount'
            . " FROM {sales_order} d LEFT JOIN {sales_order_payment} p ON p.parent_id = d.entity_id WHERE " . Books::IS_SALE;
        foreach ($this->posted($sql, '') as $row) {
            $this->document($row, 1);
            $paid = 'SELECT * FROM {sales_invoice} WHERE state = 2 AND order_id = ' . (int)$row['entity_id'];
            foreach ($this->shop->rows($paid) as $invoice) {
                $this->payment(['method' => $row['method']] + $invoice, 'payments_in', 'paid', self::cents($invoice[$this->name('grand_total')]));
            }
            if ($row['subtotal_canceled'] !== null) {
                $this->cancellation($row);
            }
        }
    }

    /** What no invoice has of a cancelled order is taken back, against the open sale. */
    private function cancellation(array $row): void
    {
        foreach (['grand_total' => 'total_invoiced', 'tax_amount' => 'tax_invoiced', 'shipping_amount' => 'shipping_invoiced'] as $amount => $invoiced) {
            $row[$this->name($amount)] = bcsub((string)$row[$this->name($amount)], (string)($row[$this->name($invoiced)] ?? '0'), 4);
        }
        if (bccomp($row[$this->name('grand_total')], '0', 4) > 0) {
            $none = array_fill_keys(array_map([$this, 'name'], ['discount_tax_compensation_amount', 'shipping_discount_tax_compensation_amount', 'discount_amount']), '0');
            $row = ['created_at' => $row['updated_at'], 'shipping_discount' => '0', 'fpt' => $row['fpt_left']] + $none + $row;
            $sums = $this->document($row, -1);
            foreach ($this->keys($row) as $key) {
                $this->add($key, 'allocated', $sums['gross']);
            }
        }
    }

    private function creditMemos(): void
    {
        $sql = 'SELECT d.*, p.method, ' . $this->fixedTaxes('sales_creditmemo_item', 'parent_id') . ' AS fpt, ' . $this->lineDiscounts('sales_creditmemo_item', 'parent_id')
            . ' AS line_discounts, (SELECT SUM(COALESCE(i.' . $this->name('discount_tax_compensation_amount') . ', 0)) FROM {sales_creditmemo_item} i WHERE i.parent_id = d.entity_id'
            . ' AND i.row_total IS NOT NULL) AS line_compensation, o.state AS order_state'
            . ' FROM {sales_creditmemo} d LEFT JOIN {sales_order_payment} p ON p.parent_id = d.order_id LEFT JOIN {sales_order} o ON o.entity_id = d.order_id'
            . ' WHERE COALESCE(d.state, 1) <> 3';
        foreach ($this->posted($sql, 'CM-') as $row) {
            $sums = $this->document($row, -1);
            $this->payment($row, 'refunds_out', 'refunded', $sums['gross']);
        }
    }

    /** Documents that are not held. */
    private function posted(string $sql, string $prefix): array
    {
        $posted = [];
        foreach ($this->shop->rows($sql) as $row) {
            $number = $prefix . $row['increment_id'];
            if (isset($this->held[$number])) {
                $this->left[$number] = self::cents((string)$row[$this->name('grand_total')]);
            } else {
                $posted[] = $row;
            }
        }
        return $posted;
    }

    /** One document in the sums; credit notes are negative. */
    private function document(array $row, int $sign): array
    {
        $isCredit = $sign < 0;
        $amount = fn (string $name): string => (string)($row[$this->name($name)] ?? '0');
        // Without a column of its own, the discount on the shipping is what the header has beyond the rows.
        $shippingDiscount = $row['shipping_discount'] ?? bcsub(bcsub('0', $amount('discount_amount'), 4), (string)($row['line_discounts'] ?? '0'), 4);
        $compensation = $isCredit
            ? bcsub(bcadd($amount('discount_tax_compensation_amount'), $amount('shipping_discount_tax_compensation_amount'), 4), (string)($row['line_compensation'] ?? '0'), 4)
            : $amount('shipping_discount_tax_compensation_amount');
        $shipping = bcadd(bcsub($amount('shipping_amount'), (string)$shippingDiscount, 4), $compensation, 4);
        $sums = [
            'gross' => self::cents($amount('grand_total')),
            'tax' => self::cents($amount('tax_amount')),
            'shipping' => self::cents($shipping),
            'fixed_product_tax' => self::cents((string)($row['fpt'] ?? '0')),
            'adjustment' => $isCredit ? self::cents($amount('adjustment_positive')) - self::cents($amount('adjustment_negative')) : 0,
        ];
        $sums['net'] = $sums['gross'] - $sums['tax'];
        $sums['sales'] = $sums['net'] - $sums['shipping'] - $sums['fixed_product_tax'] - $sums['adjustment'];
        foreach ($this->keys($row) as $key) {
            $this->add($key, $isCredit ? 'credit_notes' : 'documents', 1);
            foreach ($sums as $column => $cents) {
                $this->add($key, $column, $sign * $cents);
            }
        }
        return $sums;
    }

    /** Money that came in or went out on the day of a document. */
    private function payment(array $row, string $column, string $word, int $cents): void
    {
        $account = $this->settings['accounts/bank'] ?? '';
        foreach ((array)json_decode($this->settings['payments/map'] ?? '[]', true) as $pair) {
            $account = $pair['method'] === $row['method'] ? $pair['account'] : $account;
        }
        if ($account === 'none') {
            return;
        }
        foreach ($this->keys($row) as $key) {
            $this->add($key, $column, $cents);
            $this->add($key, "$word:$account", $cents);
        }
    }

    private function add(string $key, string $column, int $cents): void
    {
        if ($cents !== 0) {
            $this->rows[$key][$column] = ($this->rows[$key][$column] ?? 0) + $cents;
        }
    }

    /** @return string[] the month and the whole time */
    private function keys(array $row): array
    {
        $currency = $row[$this->isBase ? 'base_currency_code' : 'order_currency_code'];
        $moment = new \DateTimeImmutable($row['created_at'], new \DateTimeZone('UTC'));
        return [$moment->setTimezone($this->zone((int)$row['store_id']))->format('Y-m') . ' ' . $currency, self::ALL . ' ' . $currency];
    }

    private function zone(int $store): \DateTimeZone
    {
        if (!isset($this->zones[$store])) {
            $found = $this->shop->rows("SELECT c.value FROM {core_config_data} c LEFT JOIN {store} s ON s.store_id = $store WHERE c.path = 'general/locale/timezone' AND"
                . " ((c.scope = 'stores' AND c.scope_id = $store) OR (c.scope = 'websites' AND c.scope_id = s.website_id) OR c.scope = 'default')"
                . " ORDER BY FIELD(c.scope, 'stores', 'websites', 'default') LIMIT 1");
            $this->zones[$store] = new \DateTimeZone($found[0]['value'] ?? 'UTC');
        }
        return $this->zones[$store];
    }

    private function fixedTaxes(string $table, string $link): string
    {
        $column = $this->isBase ? 'base_weee_tax_applied_row_amnt' : 'weee_tax_applied_row_amount';
        return "(SELECT SUM(COALESCE(i.$column, 0)) FROM {{$table}} i WHERE i.$link = d.entity_id AND i.row_total IS NOT NULL)";
    }

    /** Of what no invoice has. */
    private function fixedTaxesLeft(): string
    {
        $column = $this->isBase ? 'base_weee_tax_applied_amount' : 'weee_tax_applied_amount';
        return "(SELECT SUM(COALESCE(i.$column, 0) * (i.qty_ordered - i.qty_invoiced)) FROM {sales_order_item} i WHERE i.order_id = d.entity_id AND i.row_total IS NOT NULL)";
    }

    private function lineDiscounts(string $table, string $link): string
    {
        return "(SELECT SUM(COALESCE(i.{$this->name('discount_amount')}, 0)) FROM {{$table}} i WHERE i.$link = d.entity_id AND i.row_total IS NOT NULL)";
    }

    private function name(string $column): string
    {
        return !$this->isBase ? $column : ($column === 'shipping_discount_tax_compensation_amount' ? 'base_shipping_discount_tax_compensation_amnt' : 'base_' . $column);
    }

    private static function cents(?string $amount): int
    {
        $amount ??= '0';
        return (int)bcmul(bcadd($amount, str_starts_with($amount, '-') ? '-0.005' : '0.005', 2), '100', 0);
    }
}
