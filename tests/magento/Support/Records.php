<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Tests\Magento\Support;

use Magento\Catalog\Api\Data\ProductInterface;
use Magento\Catalog\Api\ProductRepositoryInterface;
use Magento\Customer\Api\CustomerRepositoryInterface;
use Magento\Customer\Api\Data\AddressInterface;
use Magento\Customer\Api\Data\CustomerInterface;
use Magento\Framework\DB\Transaction;
use Magento\Framework\ObjectManagerInterface;
use Magento\Sales\Api\CreditmemoManagementInterface;
use Magento\Sales\Api\OrderManagementInterface;
use Magento\Sales\Model\Order;

/**
 * Makes records through Magento's services. Needs nothing but an installed shop: no shipping or tax has to be set up.
 *
 * Two pieces at 20.00 and shipping of 5.00, 20 % tax on both: 54.00.
 */
final class Records
{
    public const TOTAL = '54.00';
    public const TAX = '9.00';

    public function __construct(private ObjectManagerInterface $shop)
    {
    }

    public function product(string $name = 'Test product', array $data = []): ProductInterface
    {
        $key = bin2hex(random_bytes(5));
        /** @var \Magento\Catalog\Model\Product $product */
        $product = $this->shop->create(ProductInterface::class);
        $product->addData($data + [
            'type_id' => 'simple', 'attribute_set_id' => $product->getDefaultAttributeSetId(), 'sku' => 'LL-' . $key, 'name' => $name, 'url_key' => 'll-' . $key,
            'price' => 20, 'weight' => 1, 'status' => 1, 'visibility' => 4, 'website_ids' => [$this->store()->getWebsiteId()],
            'stock_data' => ['use_config_manage_stock' => 0, 'manage_stock' => 0, 'is_in_stock' => 1],
        ]);
        return $this->shop->get(ProductRepositoryInterface::class)->save($product);
    }

    public function customer(array $data = [], bool $withAddress = true): CustomerInterface
    {
        $key = bin2hex(random_bytes(5));
        $customer = $this->shop->create(CustomerInterface::class);
        $customer->setEmail("ann-$key@example.com")->setFirstname('Ann')->setLastname('Lee ' . $key);
        $customer->setWebsiteId($this->store()->getWebsiteId())->setStoreId($this->store()->getId());
        foreach ($data as $name => $value) {
            $customer->{'set' . ucfirst($name)}($value);
        }
        if ($withAddress) {
            $address = $this->shop->create(AddressInterface::class);
            $address->setFirstname('Ann')->setLastname('Lee ' . $key)->setStreet(['1 High St'])->setCity('Leeds')->setPostcode('LS1 1AA')->setCountryId('GB');
            $address->setTelephone('0113 1')->setIsDefaultBilling(true)->setIsDefaultShipping(true);
            $customer->setAddresses([$address]);
        }
        return $this->shop->get(CustomerRepositoryInterface::class)->save($customer);
    }

    public function order(?ProductInterface $product = null, ?CustomerInterface $customer = null, float $percent = 20): Order
    {
        return $this->shop->get(OrderManagementInterface::class)->place($this->newOrder($product, $customer, $percent));
    }

    public function newOrder(?ProductInterface $product = null, ?CustomerInterface $customer = null, float $percent = 20): Order
    {
        $product ??= $this->product();
        $store = $this->store();
        $base = $store->getBaseCurrencyCode();
        $part = $percent / 100;
        $amounts = [
            'subtotal' => 40, 'subtotal_incl_tax' => 40 + 40 * $part, 'shipping_amount' => 5, 'shipping_tax_amount' => 5 * $part, 'shipping_incl_tax' => 5 + 5 * $part,
            'tax_amount' => 45 * $part, 'grand_total' => 45 + 45 * $part, 'discount_amount' => 0, 'shipping_discount_amount' => 0,
            'discount_tax_compensation_amount' => 0, 'shipping_discount_tax_compensation_amount' => 0,
        ];
        /** @var Order $order */
        $order = $this->shop->create(Order::class);
        $order->addData($this->withBase($amounts) + [
            'store_id' => $store->getId(), 'store_name' => $store->getName(), 'state' => Order::STATE_NEW, 'is_virtual' => 0,
            'base_currency_code' => $base, 'order_currency_code' => $base, 'store_currency_code' => $base, 'global_currency_code' => $base,
            'base_to_order_rate' => 1, 'base_to_global_rate' => 1, 'store_to_base_rate' => 1, 'store_to_order_rate' => 1,
            'shipping_method' => 'flatrate_flatrate', 'shipping_description' => 'Flat Rate - Fixed', 'total_qty_ordered' => 2,
        ]);
        if ($customer !== null) {
            $order->addData([
                'customer_id' => $customer->getId(), 'customer_is_guest' => 0, 'customer_group_id' => $customer->getGroupId(), 'customer_email' => $customer->getEmail(),
                'customer_firstname' => $customer->getFirstname(), 'customer_lastname' => $customer->getLastname(),
            ]);
        } else {
            $key = bin2hex(random_bytes(5));
            $order->addData([
                'customer_is_guest' => 1, 'customer_group_id' => 0, 'customer_email' => "guest-$key@example.com", 'customer_firstname' => 'Guy', 'customer_lastname' => 'Est ' . $key,
            ]);
        }
        /** @var \Magento\Sales\Model\Order\Item $item */
        $item = $this->shop->create(\Magento\Sales\Model\Order\Item::class);
        $item->addData(['quote_item_id' => 1] + $this->withBase([
            'price' => 20, 'original_price' => 20, 'price_incl_tax' => 20 + 20 * $part, 'row_total' => 40, 'row_total_incl_tax' => 40 + 40 * $part, 'tax_amount' => 40 * $part,
            'discount_amount' => 0, 'discount_tax_compensation_amount' => 0,
        ]) + [
            'store_id' => $store->getId(), 'product_id' => $product->getId(), 'product_type' => 'simple', 'sku' => $product->getSku(), 'name' => $product->getName(),
            'qty_ordered' => 2, 'tax_percent' => $percent, 'product_options' => ['info_buyRequest' => ['qty' => 2]], 'weight' => 1, 'row_weight' => 2,
        ]);
        $order->addItem($item);
        foreach (['billing', 'shipping'] as $type) {
            $address = $this->shop->create(\Magento\Sales\Model\Order\Address::class);
            $address->addData([
                'address_type' => $type, 'firstname' => $order->getCustomerFirstname(), 'lastname' => $order->getCustomerLastname(), 'email' => $order->getCustomerEmail(),
                'street' => '1 High St', 'city' => 'Leeds', 'postcode' => 'LS1 1AA', 'country_id' => 'GB', 'telephone' => '0113 1',
            ]);
            $type === 'billing' ? $order->setBillingAddress($address) : $order->setShippingAddress($address);
        }
        $payment = $this->shop->create(\Magento\Sales\Model\Order\Payment::class);
        $payment->setMethod('checkmo');
        $order->setPayment($payment);
        if ($percent > 0) {
            $this->tax($order, $percent);
        }
        return $order;
    }

    /** What a quote with one tax rate on goods and shipping hands over. */
    private function tax(Order $order, float $percent): void
    {
        $rate = static fn (float $amount): array => [
            'id' => 'LL', 'percent' => $percent, 'amount' => $amount, 'base_amount' => $amount,
            'extension_attributes' => ['rates' => [['code' => 'LL', 'title' => 'LL', 'percent' => $percent]]],
        ];
        $part = $percent / 100;
        $attributes = $this->shop->get(\Magento\Sales\Api\Data\OrderExtensionFactory::class)->create();
        $attributes->setConvertingFromQuote(true);
        $attributes->setAppliedTaxes([$rate(45 * $part)]);
        $attributes->setItemAppliedTaxes([
            ['type' => 'product', 'item_id' => 1, 'associated_item_id' => null, 'applied_taxes' => [$rate(40 * $part)]],
            ['type' => 'shipping', 'item_id' => null, 'associated_item_id' => null, 'applied_taxes' => [$rate(5 * $part)]],
        ]);
        $order->setExtensionAttributes($attributes);
    }

    /** An invoice that is paid, as the admin's form makes it. */
    public function invoice(Order $order): Order\Invoice
    {
        $invoice = $this->newInvoice($order);
        $this->shop->create(Transaction::class)->addObject($invoice)->addObject($order)->save();
        return $invoice;
    }

    /** Not saved yet. */
    public function newInvoice(Order $order): Order\Invoice
    {
        $invoice = $this->shop->get(\Magento\Sales\Model\Service\InvoiceService::class)->prepareInvoice($order);
        $invoice->setRequestedCaptureCase(Order\Invoice::CAPTURE_OFFLINE)->register();
        $order->setIsInProcess(true);
        return $invoice;
    }

    /** All of it is given back. */
    public function creditmemo(Order\Invoice $invoice): Order\Creditmemo
    {
        $order = $this->shop->create(Order::class)->load($invoice->getOrderId());
        $creditmemo = $this->shop->get(Order\CreditmemoFactory::class)->createByInvoice($this->shop->create(Order\Invoice::class)->load($invoice->getId())->setOrder($order));
        return $this->shop->get(CreditmemoManagementInterface::class)->refund($creditmemo, true);
    }

    private function withBase(array $amounts): array
    {
        foreach ($amounts as $name => $amount) {
            $amounts['base_' . $name] = $amount;
        }
        return $amounts;
    }

    private function store(): \Magento\Store\Api\Data\StoreInterface
    {
        return $this->shop->get(\Magento\Store\Model\StoreManagerInterface::class)->getDefaultStoreView();
    }
}
