<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Observer;

use Magento\Framework\Event;

/** An address of a customer was saved: the customer's own updated_at stands still then. */
class CustomerAddressSaved extends AbstractNote
{
    protected function note(Event $event, Touched $touched): void
    {
        $touched->add('customer', (int)$event->getData('customer_address')->getCustomerId());
    }
}
