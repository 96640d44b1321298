<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Observer;

use Ledgerline\Xero\Snapshot\Amount;
use Magento\Framework\Event;

/** The payment of an order was saved; it is part of the invoices, if there are any yet. */
class PaymentSaved extends AbstractNote
{
    protected function note(Event $event, Touched $touched): void
    {
        $payment = $event->getData('payment');
        $order = $payment->getOrder();
        if ($order === null || Amount::isPositive(Amount::of($order->getBaseTotalInvoiced()))) {
            $touched->addInvoicesOf((int)$payment->getParentId());
        }
    }
}
