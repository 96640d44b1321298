<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Observer;

use Magento\Framework\Event;

/** An invoice was saved. */
class InvoiceSaved extends AbstractNote
{
    protected function note(Event $event, Touched $touched): void
    {
        $invoice = $event->getData('invoice');
        $touched->addInvoice((int)$invoice->getId(), (int)$invoice->getOrderId());
    }
}
