<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Observer;

use Ledgerline\Xero\Snapshot\Amount;
use Magento\Framework\Event;

/** An address of an order was saved: neither the order's nor the invoices' updated_at moves. */
class OrderAddressSaved extends AbstractNote
{
    protected function note(Event $event, Touched $touched): void
    {
        $address = $event->getData('address');
        $orderId = (int)$address->getParentId();
        $touched->add('order', $orderId);
        $order = $address->getOrder();
        if ($order === null || Amount::isPositive(Amount::of($order->getBaseTotalInvoiced()))) {
            $touched->addInvoicesOf($orderId);
        }
    }
}
