<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Observer;

use Ledgerline\Xero\Outbox\Collector;
use Ledgerline\Xero\Outbox\Touched;
use Ledgerline\Xero\Snapshot\Amount;
use Magento\Framework\Event;
use Magento\Framework\Event\Observer;
use Magento\Framework\Event\ObserverInterface;
use Magento\Sales\Model\Order;

/**
 * Notes which records an event is about, inside the transaction that saves them, and does nothing else. Never throws: saving must not fail
 * because of the books.
 */
class RecordSaved implements ObserverInterface
{
    public function __construct(private readonly Touched $touched) {}

    public function execute(Observer $observer)
    {
        try {
            $this->note($observer->getEvent());
        } catch (\Throwable) { // phpcs:ignore Magento2.CodeAnalysis.EmptyBlock
            // An event in a shape that Magento does not have; the sweep finds the record.
        }
    }

    private function note(Event $event): void
    {
        match ($event->getName()) {
            'customer_save_after' => $this->touched->add('customer', (int)$event->getData('customer')->getId()),
            // The customer's own updated_at does not move then.
            'customer_address_save_after'
                => $this->touched->add('customer', (int)$event->getData('customer_address')->getCustomerId()),
            'catalog_product_save_after' => $this->touched->add('product', (int)$event->getData('product')->getId()),
            'catalog_product_import_bunch_save_after' => $this->imported($event),
            'catalog_product_attribute_update_before' => $this->updated((array)$event->getData('product_ids')),
            'sales_order_save_after' => $this->touched->add('order', (int)$event->getData('order')->getId()),
            'sales_order_invoice_save_after' => $this->touched->add('invoice', (int)$event->getData('invoice')->getId()),
            'sales_order_creditmemo_save_after' => $this->touched->add('creditmemo', (int)$event->getData('creditmemo')->getId()),
            'sales_order_payment_save_after'
                => $this->invoicesOf((int)$event->getData('payment')->getParentId(), $event->getData('payment')->getOrder()),
            'sales_order_address_save_after' => $this->addressed($event),
        };
    }

    /** The rows of an import know SKUs, the importer knows the ids. */
    private function imported(Event $event): void
    {
        $importer = $event->getData('adapter');
        foreach ((array)$event->getData('bunch') as $row) {
            $sku = (string)($row['sku'] ?? '');
            $product = $sku === '' ? null : $importer->getNewSku($sku);
            if (is_array($product)) {
                $this->touched->add('product', (int)($product['entity_id'] ?? 0));
            }
        }
    }

    /** Attributes of many products are about to be updated in one go; there is no event afterwards. */
    private function updated(array $ids): void
    {
        foreach ($ids as $id) {
            $this->touched->add('product', (int)$id, false);
        }
    }

    /** An address of an order was saved: neither the order's nor the invoices' updated_at moves. */
    private function addressed(Event $event): void
    {
        $address = $event->getData('address');
        $this->touched->add('order', (int)$address->getParentId());
        $this->invoicesOf((int)$address->getParentId(), $address->getOrder());
    }

    /** The payment and the addresses of an order are part of its invoices, if there are any yet. */
    private function invoicesOf(int $orderId, ?Order $order): void
    {
        if ($order === null || Amount::isPositive(Amount::of($order->getBaseTotalInvoiced()))) {
            $this->touched->add(Collector::INVOICES_OF_ORDER, $orderId);
        }
    }
}
