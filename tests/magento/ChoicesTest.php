<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Tests\Magento;

/**
 * What snapshots say when the shop chose otherwise: base amounts, another store view's prices, accounts of products, Adobe Commerce's columns.
 */
class ChoicesTest extends ShopTestCase
{
    private const COMMERCE = [
        'customer_balance_amount', 'base_customer_balance_amount', 'gift_cards_amount', 'base_gift_cards_amount', 'reward_currency_amount', 'base_reward_currency_amount',
        'gw_price', 'gw_base_price', 'gw_tax_amount', 'gw_base_tax_amount',
    ];

    public function testBaseAmountsAddUpAsTheOrdersDo(): void
    {
        $this->settings(['documents/currency' => 'base']);
        $problems = $this->inShop('
            $reader = $shop->get(\Ledgerline\Xero\Snapshot\Reader::class);
            $rows = $shop->get(\Magento\Framework\App\ResourceConnection::class)->getConnection("sales");
            $problems = [];
            $foreign = 0;
            foreach (["order" => "sales_order", "invoice" => "sales_invoice", "creditmemo" => "sales_creditmemo"] as $kind => $table) {
                $truth = $rows->fetchAssoc("SELECT entity_id, base_grand_total, base_currency_code, order_currency_code FROM " . $shop->get(\Magento\Framework\App\ResourceConnection::class)->getTableName($table));
                foreach ($reader->read($kind, array_keys($truth)) as $one) {
                    $t = $one["totals"];
                    $sum = static fn (string $field): string => array_reduce(array_column($one["lines"], $field), static fn ($a, $b) => bcadd($a, $b, 4), "0");
                    $header = array_reduce([$t["subtotal"], $t["discount"], $t["shipping"], $t["tax"], $t["discount_tax_compensation"], $t["shipping_discount_tax_compensation"],
                        $t["fixed_product_tax"], $t["adjustment_positive"], bcsub("0", $t["adjustment_negative"], 4)], static fn ($a, $b) => bcadd($a, $b, 4), "0");
                    $lines = bcadd(bcadd($sum("tax"), $sum("fixed_product_tax_tax"), 4), $t["shipping_tax"], 4);
                    $allowed = 0.0001 * (count($one["lines"]) + 1) + 0.00001;
                    $row = $truth[$one["id"]];
                    $foreign += $row["base_currency_code"] !== $row["order_currency_code"] ? 1 : 0;
                    if (bccomp($t["grand_total"], $row["base_grand_total"], 4) !== 0 || $one["currency"] !== $row["base_currency_code"] || (float)$one["base_to_order_rate"] !== 1.0
                        || abs((float)bcsub($header, $t["grand_total"], 4)) > 0.0001 || abs((float)bcsub($lines, $t["tax"], 4)) > $allowed
                        || abs((float)bcsub($sum("row_total"), $t["subtotal"], 4)) > $allowed) {
                        $problems[] = [$kind, $one["number"], $t["grand_total"], $header, $t["tax"], $lines, $t["subtotal"], $sum("row_total"), $one["currency"]];
                    }
                }
            }
            return [$problems, $foreign];
        ');
        self::assertSame([], $problems[0]);
    }

    public function testAProductsAccountIsOnItsSnapshotAndOnItsSales(): void
    {
        $found = $this->inShop('
            $product = $records->product("Book", ["xero_sales_account" => "210"]);
            $invoice = $records->invoice($records->order($product));
            $reader = $shop->get(\Ledgerline\Xero\Snapshot\Reader::class);
            $other = $records->invoice($records->order());
            return [
                $reader->read("product", [$product->getId()])[0]["sales_account"], $reader->read("invoice", [$invoice->getId()])[0]["lines"][0]["sales_account"],
                $reader->read("order", [$invoice->getOrderId()])[0]["lines"][0]["sales_account"], $reader->read("invoice", [$other->getId()])[0]["lines"][0]["sales_account"],
            ];
        ');
        self::assertSame(['210', '210', '210', null], $found);
    }

    public function testTheAttributeGoesAndComesBackWithItsPatch(): void
    {
        // In processes of their own: Magento remembers groups of attributes within one.
        $patch = '$patch = $shop->create(\Ledgerline\Xero\Setup\Patch\Data\AddSalesAccountAttribute::class);';
        $before = $this->attribute();
        $this->inShop($patch . '$patch->revert();');
        try {
            self::assertSame(['attributes' => 0, 'groups' => 0, 'places' => 0], $this->attribute());
            $account = $this->inShop('
                $invoice = $records->invoice($records->order());
                return $shop->get(\Ledgerline\Xero\Snapshot\Reader::class)->read("invoice", [$invoice->getId()])[0]["lines"][0]["sales_account"];
            ');
            self::assertNull($account);
        } finally {
            $this->inShop($patch . '$patch->apply();');
        }
        self::assertSame($before, $this->attribute());
        self::assertSame(1, $before['attributes']);
        self::assertGreaterThan(0, $before['places']);
    }

    /** How often the attribute is in the shop. */
    private function attribute(): array
    {
        $count = fn (string $from): int => (int)$this->database()->fetchOne('SELECT COUNT(*) FROM ' . $from);
        $attributes = $this->table('eav_attribute') . " a WHERE a.attribute_code = 'xero_sales_account'";
        return [
            'attributes' => $count($attributes),
            'groups' => $count($this->table('eav_attribute_group') . " WHERE attribute_group_name = 'Xero'"),
            'places' => $count($this->table('eav_entity_attribute') . ' WHERE attribute_id IN (SELECT a.attribute_id FROM ' . $attributes . ')'),
        ];
    }

    public function testPricesAndNamesOfTheChosenStoreView(): void
    {
        $found = $this->inShop('
            $store = (int)$shop->get(\Magento\Store\Model\StoreManagerInterface::class)->getDefaultStoreView()->getId();
            $product = $records->product("Chair");
            $shop->get(\Magento\Catalog\Model\Product\Action::class)->updateAttributes([(int)$product->getId()], ["name" => "Sedia", "price" => 31.5], $store);
            $config = $shop->get(\Magento\Framework\App\Config\ConfigResource\ConfigInterface::class);
            $read = static function (string $chosen) use ($shop, $product, $config): array {
                $config->saveConfig("ledgerline_xero/products/price_store", $chosen, "default", 0);
                $shop->get(\Magento\Framework\App\Config\ReinitableConfigInterface::class)->reinit();
                $one = $shop->get(\Ledgerline\Xero\Snapshot\Reader::class)->read("product", [$product->getId()])[0];
                return [$one["store"]["id"], $one["name"], (float)$one["price"], $one["manages_stock"]];
            };
            return [$store, $read(""), $read((string)$store), $read("987")];
        ');
        $store = (string)$found[0];
        self::assertSame([['0', 'Chair', 20, false], [$store, 'Sedia', 31.5, false], ['0', 'Chair', 20, false]], array_slice($found, 1));
    }

    public function testColumnsOfAdobeCommerceBecomeTotals(): void
    {
        $table = $this->table('sales_invoice');
        foreach (self::COMMERCE as $column) {
            $this->database()->addColumn($table, $column, ['type' => 'decimal', 'length' => '20,4', 'nullable' => true, 'comment' => 'Test']);
        }
        try {
            $found = $this->inShop('
                $invoice = $records->invoice($records->order());
                $database = $shop->get(\Magento\Framework\App\ResourceConnection::class)->getConnection("sales");
                // 3.00 for wrapping and its tax came to the 54.00; 10.00 were paid by gift card and 5.50 by store credit.
                $database->update($given["table"], ["gw_price" => 3, "gw_tax_amount" => 0.6, "gift_cards_amount" => 10, "customer_balance_amount" => 5.5, "tax_amount" => 9.6,
                    "grand_total" => 42.1], ["entity_id = ?" => $invoice->getId()]);
                return $shop->get(\Ledgerline\Xero\Snapshot\Reader::class)->read("invoice", [$invoice->getId()])[0];
            ', ['table' => $table]);
        } finally {
            foreach (self::COMMERCE as $column) {
                $this->database()->dropColumn($table, $column);
            }
            // Without the columns nothing explains its total: other tests add up every document.
            $this->database()->delete($this->table('sales_order'), ['entity_id = ?' => $found['order']['id'] ?? 0]);
        }
        self::assertSame(
            [['customer_balance', '-5.5000', '0.0000'], ['giftcard', '-10.0000', '0.0000'], ['gift_wrapping', '3.0000', '0.6000']],
            array_map(static fn (array $total): array => [$total['code'], $total['amount'], $total['tax']], $found['extra_totals'])
        );
    }
}
