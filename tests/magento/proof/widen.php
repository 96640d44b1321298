<?php
/**
 * Adds to a shop what the usual ones lack: a German website (EUR) that sells to consumers all over the European Union with their countries' rates, with prices including tax in one
 * store view and without in the next, a third one in kronor; business customers with VAT numbers who pay no tax; a Canadian website (CAD) with two rates on top of each other;
 * sales in pieces and by weight under names that nobody would choose; coupons, partial invoices, three credit memos for one order, and orders cancelled in part.
 *
 * A body of Support/run.php: sees $shop. All through Magento's own services. Runs once for a shop.
 */
use Magento\Catalog\Api\ProductRepositoryInterface;
use Magento\Framework\App\Config\Storage\WriterInterface;
use Magento\Framework\DB\Transaction;
use Magento\Quote\Api\CartManagementInterface;
use Magento\Quote\Api\CartRepositoryInterface;
use Magento\Sales\Api\CreditmemoManagementInterface;
use Magento\Sales\Api\OrderManagementInterface;
use Magento\Sales\Model\Order;
use Magento\Sales\Model\Order\CreditmemoFactory;
use Magento\Sales\Model\Service\InvoiceService;
use Magento\Store\Model\StoreManagerInterface;

$stores = $shop->get(StoreManagerInterface::class);
$config = $shop->get(WriterInterface::class);
$set = static function (array $values, string $scope = 'default', int $id = 0) use ($config): void {
    foreach ($values as $path => $value) {
        $config->save($path, (string)$value, $scope, $id);
    }
};

// --- two websites with currencies of their own ---
$websites = $views = [];
$layout = [
    'wide_eu' => ['Wide EU <GmbH & Co.>', 'EUR', 'DE', ['wide_de' => 'EUR', 'wide_b2b' => 'EUR', 'wide_se' => 'SEK']],
    'wide_ca' => ['Wide Canada', 'CAD', 'CA', ['wide_qc' => 'CAD']],
];
foreach ($layout as $code => [$name, $currency, $country, $currencies]) {
    $website = $shop->create(\Magento\Store\Model\Website::class)->setData(['code' => $code, 'name' => $name, 'sort_order' => 90])->save();
    $group = $shop->create(\Magento\Store\Model\Group::class)->setData(['website_id' => $website->getId(), 'name' => $name, 'code' => $code . '_group', 'root_category_id' => 2])->save();
    foreach ($currencies as $view => $shown) {
        $store = $shop->create(\Magento\Store\Model\Store::class)->setData(
            ['code' => $view, 'website_id' => $website->getId(), 'group_id' => $group->getId(), 'name' => "$view 🛒 \"$shown\"", 'is_active' => 1]
        )->save();
        $views[$view] = (int)$store->getId();
        $set(['currency/options/default' => $shown], 'stores', $views[$view]);
    }
    $group->setDefaultStoreId($views[array_key_first($currencies)])->save();
    $website->setDefaultGroupId($group->getId())->save();
    $websites[$code] = (int)$website->getId();
    $set([
        'currency/options/base' => $currency, 'currency/options/default' => $currency, 'currency/options/allow' => implode(',', array_unique([$currency, ...array_values($currencies)])),
        'tax/defaults/country' => $country, 'general/country/default' => $country, 'shipping/origin/country_id' => $country, 'carriers/flatrate/active' => 1, 'carriers/flatrate/type' => 'O',
        'carriers/flatrate/price' => '5.95', 'general/locale/timezone' => $code === 'wide_eu' ? 'Europe/Berlin' : 'America/Montreal',
    ], 'websites', $websites[$code]);
}
$set(['general/region/state_required' => 'CA,US', 'catalog/price/scope' => 1, 'system/smtp/disable' => 1, 'payment/checkmo/active' => 1, 'payment/banktransfer/active' => 1, 'payment/cashondelivery/active' => 1]);
$shop->create(\Magento\Directory\Model\Currency::class)->saveRates(['EUR' => ['EUR' => 1, 'SEK' => 11.4273], 'CAD' => ['CAD' => 1], 'USD' => ['EUR' => 0.9137, 'CAD' => 1.3711]]);

// --- taxes: by country of destination, none for businesses ---
$class = static fn (string $name, string $type): int => (int)$shop->create(\Magento\Tax\Model\ClassModel::class)->setData(['class_name' => $name, 'class_type' => $type])->save()->getId();
$goods = $class('Wide goods', 'PRODUCT');
$food = $class('Wide food', 'PRODUCT');
$parcels = $class('Wide parcels', 'PRODUCT');
$business = $class('Wide business with VAT number', 'CUSTOMER');
$retail = (int)$shop->create(\Magento\Customer\Model\Group::class)->load(1)->getTaxClassId();
$rate = static function (string $code, string $country, float $percent, string $region = '') use ($shop): int {
    $id = $region === '' ? 0 : (int)$shop->create(\Magento\Directory\Model\Region::class)->loadByCode($region, $country)->getId();
    return (int)$shop->create(\Magento\Tax\Model\Calculation\Rate::class)
        ->setData(['code' => $code, 'tax_country_id' => $country, 'tax_region_id' => $id, 'tax_postcode' => '*', 'rate' => $percent])->save()->getId();
};
$rule = static fn (string $code, array $rates, array $products, int $priority = 0) => $shop->create(\Magento\Tax\Model\Calculation\Rule::class)->setData([
    'code' => $code, 'priority' => $priority, 'position' => 0, 'calculate_subtotal' => 0, 'tax_rate_ids' => $rates, 'customer_tax_class_ids' => [$retail], 'product_tax_class_ids' => $products,
])->save();
$full = $reduced = [];
foreach (['DE' => [19, 7], 'AT' => [20, 10], 'IT' => [22, 10], 'SE' => [25, 12], 'HU' => [27, 18], 'FR' => [20, 5.5], 'FI' => [25.5, 14]] as $country => [$high, $low]) {
    $full[] = $rate("OSS $country $high%", $country, $high);
    $reduced[] = $rate("OSS $country reduced $low%", $country, $low);
}
$rule('Wide OSS', $full, [$goods, $parcels]);
$rule('Wide OSS reduced', $reduced, [$food]);
$rule('Wide GST', [$rate('Wide GST 5%', 'CA', 5), $rate('Wide HST ON 13%', 'CA', 8, 'ON')], [$goods, $food, $parcels]);
$rule('Wide QST', [$rate('Wide QST 9.975%', 'CA', 9.975, 'QC')], [$goods, $parcels], 1);
$set(['tax/classes/shipping_tax_class' => $parcels], 'websites', $websites['wide_eu']);
$set(['tax/classes/shipping_tax_class' => $parcels], 'websites', $websites['wide_ca']);
$set(['tax/calculation/algorithm' => 'ROW_BASE_CALCULATION', 'tax/calculation/apply_after_discount' => 1], 'websites', $websites['wide_eu']);
$set(['tax/calculation/algorithm' => 'TOTAL_BASE_CALCULATION'], 'websites', $websites['wide_ca']);
$inclusive = ['tax/calculation/price_includes_tax' => 1, 'tax/calculation/shipping_includes_tax' => 1, 'tax/calculation/discount_tax' => 1];
$set($inclusive, 'stores', $views['wide_de']);
$set(array_fill_keys(array_keys($inclusive), 0), 'stores', $views['wide_b2b']);
$set($inclusive + ['tax/calculation/algorithm' => 'UNIT_BASE_CALCULATION'], 'stores', $views['wide_se']);
$group = (int)$shop->create(\Magento\Customer\Model\Group::class)->setData(['customer_group_code' => 'Wide business', 'tax_class_id' => $business])->save()->getId();
$shop->get(\Magento\Framework\App\Config\ReinitableConfigInterface::class)->reinit();
$shop->get(\Magento\Framework\App\CacheInterface::class)->clean();
$stores->reinitStores();

// --- products ---
$products = [];
$make = static function (string $sku, string $name, float $price, int $tax, array $data = []) use ($shop, $websites, &$products): void {
    $product = $shop->create(\Magento\Catalog\Api\Data\ProductInterface::class);
    $product->addData($data + [
        'type_id' => 'simple', 'attribute_set_id' => $product->getDefaultAttributeSetId(), 'sku' => $sku, 'name' => $name, 'url_key' => 'wide-' . md5($sku), 'price' => $price, 'weight' => 1,
        'status' => 1, 'visibility' => 4, 'website_ids' => array_values($websites), 'tax_class_id' => $tax,
        'stock_data' => ['use_config_manage_stock' => 0, 'manage_stock' => 0, 'is_in_stock' => 1, 'is_qty_decimal' => 1, 'use_config_min_sale_qty' => 0, 'min_sale_qty' => 0.001],
    ]);
    $products[$sku] = (int)$shop->get(ProductRepositoryInterface::class)->save($product)->getId();
};
$make('WIDE-EMOJI', '🧀 Käse „mit Löchern“ 👩‍👩‍👧 & <i>mehr</i>', 17.4567, $food);
$make('WIDE-HTML', '<script>alert("x")</script> &amp; T-Shirt', 24.95, $goods, ['xero_sales_account' => '210']);
$make('WIDE-LONG', str_repeat('Sehr langer Name ', 14) . 'Ende', 12.5, $goods);
$make('WIDE-' . str_repeat('L', 59), 'SKU of the longest length', 99.99, $goods);
$make('WIDE-CENT', 'One cent', 0.01, $goods);
$make('WIDE-FREE', 'A sample', 0, $goods);
$make('WIDE-THIRD', 'Three for a hundred', 33.3333, $goods);
$make('WIDE-ODD', 'Price with four decimals', 7.7777, $food);

// --- a coupon ---
$coupon = $shop->create(\Magento\SalesRule\Model\Rule::class)->setData([
    'name' => 'Wide 12.5 % with shipping', 'is_active' => 1, 'website_ids' => array_values($websites), 'customer_group_ids' => [0, 1, $group], 'coupon_type' => 2, 'coupon_code' => 'WIDE125',
    'simple_action' => 'by_percent', 'discount_amount' => 12.5, 'apply_to_shipping' => 1, 'uses_per_coupon' => 0, 'uses_per_customer' => 0, 'discount_step' => 0, 'stop_rules_processing' => 0,
]);
$coupon->save();

// --- buyers ---
$addresses = [
    'DE' => [null, 'Köln', '50667'], 'AT' => [null, 'Wien', '1010'], 'IT' => [null, 'Roma', '00100'], 'SE' => [null, 'Göteborg', '41101'], 'HU' => [null, 'Budapest', '1051'],
    'FR' => [null, 'Saint-Étienne', '42000'], 'FI' => [null, 'Helsinki', '00100'], 'US' => ['NY', 'New York', '10001'], 'QC' => ['QC', 'Montréal', 'H2X 1Y4'], 'ON' => ['ON', 'Toronto', 'M5H 2N2'],
];
$address = static function (string $place, string $last, ?string $vat = null) use ($addresses, $shop): array {
    [$region, $city, $postcode] = $addresses[$place];
    $country = in_array($place, ['QC', 'ON'], true) ? 'CA' : $place;
    $id = $region === null ? null : (int)$shop->create(\Magento\Directory\Model\Region::class)->loadByCode($region, $country)->getId();
    return ['firstname' => 'Zoë', 'lastname' => $last, 'company' => $vat === null ? null : 'Wide & Söhne GmbH', 'street' => ['1 Straße', 'c/o "X"'], 'city' => $city, 'postcode' => $postcode,
        'country_id' => $country, 'region_id' => $id ?: null, 'region' => $region, 'telephone' => '1', 'vat_id' => $vat];
};
$customer = static function (string $place, int $groupId, ?string $vat) use ($shop, $websites, $views): int {
    $one = $shop->create(\Magento\Customer\Api\Data\CustomerInterface::class);
    $one->setWebsiteId($websites['wide_eu'])->setStoreId($views['wide_b2b'])->setEmail('wide-' . bin2hex(random_bytes(4)) . '@example.com')->setFirstname('Zoë')->setLastname('Wide ' . $place)
        ->setGroupId($groupId)->setTaxvat($vat);
    return (int)$shop->get(\Magento\Customer\Api\CustomerRepositoryInterface::class)->save($one)->getId();
};

$number = 0;
$place = static function (string $view, string $where, array $items, ?int $customerId = null, ?string $coupon = null, ?string $vat = null) use ($shop, $stores, $views, $address, $products, &$number): Order {
    $number++;
    $stores->setCurrentStore($views[$view]);
    $quote = $shop->create(\Magento\Quote\Model\Quote::class);
    $quote->setStoreId($views[$view])->setIsActive(1)->setIsMultiShipping(0);
    $shop->get(CartRepositoryInterface::class)->save($quote);
    if ($customerId !== null) {
        $quote->assignCustomer($shop->get(\Magento\Customer\Api\CustomerRepositoryInterface::class)->getById($customerId));
    } else {
        $quote->setCustomerIsGuest(true)->setCustomerEmail("wide$number@example.org")->setCustomerFirstname('Zoë')->setCustomerLastname("Guest $number")->setCustomerGroupId(0)
            ->setCheckoutMethod('guest');
    }
    foreach ($items as $sku => $quantity) {
        $added = $quote->addProduct($shop->get(ProductRepositoryInterface::class)->getById($products[$sku], false, $views[$view], true), new \Magento\Framework\DataObject(['qty' => $quantity]));
        if (is_string($added)) {
            throw new \RuntimeException("$sku: $added");
        }
    }
    $quote->getBillingAddress()->addData($address($where, "Guest $number", $vat));
    $quote->getShippingAddress()->addData($address($where, "Guest $number", $vat))->setCollectShippingRates(true)->setShippingMethod('flatrate_flatrate');
    $coupon === null || $quote->setCouponCode($coupon);
    $quote->collectTotals();
    $quote->getShippingAddress()->setCollectShippingRates(true);
    $quote->setTotalsCollectedFlag(false)->collectTotals();
    $quote->getPayment()->importData(['method' => (float)$quote->getBaseGrandTotal() < 0.0001 ? 'free' : ['checkmo', 'banktransfer', 'cashondelivery'][$number % 3]]);
    $shop->get(CartRepositoryInterface::class)->save($quote);
    return $shop->get(CartManagementInterface::class)->submit($quote);
};
$fresh = static fn (Order $order): Order => $shop->create(Order::class)->load($order->getId());
$invoice = static function (Order $order, array $quantities = []) use ($shop, $fresh): Order\Invoice {
    $order = $fresh($order);
    $made = $shop->get(InvoiceService::class)->prepareInvoice($order, $quantities);
    $made->setRequestedCaptureCase(Order\Invoice::CAPTURE_OFFLINE)->register();
    $order->setIsInProcess(true);
    $shop->create(Transaction::class)->addObject($made)->addObject($order)->save();
    return $made;
};
$refund = static function (Order $order, array $data) use ($shop, $fresh): void {
    $memo = $shop->get(CreditmemoFactory::class)->createByOrder($fresh($order), $data);
    $shop->create(CreditmemoManagementInterface::class)->refund($memo, true);
};
$cancel = static function (Order $order) use ($shop, $fresh): void {
    // Not by the repository: it remembers orders as they were before their invoices.
    $order = $fresh($order);
    $order->cancel()->save();
};
$items = static function (Order $order): array {
    $ids = [];
    foreach ($order->getAllVisibleItems() as $item) {
        $ids[(int)$item->getId()] = (float)$item->getQtyOrdered();
    }
    return $ids;
};
$long = 'WIDE-' . str_repeat('L', 59);
$baskets = [
    ['WIDE-EMOJI' => 0.333, 'WIDE-HTML' => 1], ['WIDE-THIRD' => 3, 'WIDE-LONG' => 7], ['WIDE-ODD' => 1.125, $long => 1, 'WIDE-CENT' => 3], ['WIDE-CENT' => 1], ['WIDE-EMOJI' => 7.75, 'WIDE-FREE' => 1, 'WIDE-ODD' => 13],
];

// Every country in every store view, with and without a coupon.
$done = 0;
foreach (['wide_de' => ['DE', 'AT', 'IT', 'HU', 'FI', 'US'], 'wide_b2b' => ['DE', 'FR', 'SE'], 'wide_se' => ['SE', 'DE', 'FI', 'US'], 'wide_qc' => ['QC', 'ON', 'US']] as $view => $countries) {
    foreach ($countries as $country) {
        foreach ([null, 'WIDE125'] as $code) {
            $invoice($place($view, $country, $baskets[$done++ % count($baskets)], null, $code));
        }
    }
}
// Businesses: no tax abroad; at home they are taxed like everybody (another group).
foreach (['AT' => 'ATU12345678', 'FR' => 'FR12345678901', 'IT' => 'IT12345678901'] as $country => $vat) {
    $buyer = $customer($country, $group, $vat);
    $order = $place('wide_b2b', $country, $baskets[$done++ % count($baskets)], $buyer, null, $vat);
    $invoice($order);
    $refund($order, ['adjustment_negative' => 1.37]);
    $invoice($place('wide_de', $country, $baskets[$done % count($baskets)], $buyer, 'WIDE125', $vat));
}
$invoice($place('wide_b2b', 'DE', $baskets[0], $customer('DE', 1, 'DE123456789'), null, 'DE123456789'));
// Three credit memos for one order: a piece, the shipping with a fee, the rest.
foreach (['wide_de', 'wide_b2b', 'wide_se', 'wide_qc'] as $view) {
    $order = $place($view, $view === 'wide_qc' ? 'QC' : 'AT', ['WIDE-THIRD' => 3, 'WIDE-EMOJI' => 2.5, 'WIDE-HTML' => 2], null, $view === 'wide_b2b' ? null : 'WIDE125');
    $invoice($order);
    $ids = $items($order);
    $first = array_key_first($ids);
    $refund($order, ['qtys' => [$first => 1] + array_fill_keys(array_keys($ids), 0), 'shipping_amount' => 0]);
    $refund($order, ['qtys' => array_fill_keys(array_keys($ids), 0), 'shipping_amount' => 1.11, 'adjustment_positive' => 0.5, 'adjustment_negative' => 0.25]);
    $refund($order, ['qtys' => [$first => 2] + $ids, 'adjustment_negative' => 2.5]);
    // Two invoices, and the rest is cancelled.
    $order = $place($view, $view === 'wide_qc' ? 'ON' : 'DE', ['WIDE-THIRD' => 3, 'WIDE-ODD' => 4, 'WIDE-LONG' => 2], null, 'WIDE125');
    $ids = $items($order);
    [$one, $two, $three] = array_keys($ids);
    $invoice($order, [$one => 1, $two => 0, $three => 1]);
    $invoice($order, [$one => 1, $two => 1.5, $three => 0]);
    $cancel($order);
    // Nothing but the shipping and one piece, then cancelled; and one cancelled before anything.
    $order = $place($view, $view === 'wide_qc' ? 'QC' : 'FI', ['WIDE-EMOJI' => 0.7, 'WIDE-HTML' => 5]);
    $ids = $items($order);
    $invoice($order, [array_key_last($ids) => 1, array_key_first($ids) => 0]);
    $cancel($order);
    $cancel($place($view, $view === 'wide_qc' ? 'QC' : 'SE', ['WIDE-LONG' => 1]));
}
return $number;
