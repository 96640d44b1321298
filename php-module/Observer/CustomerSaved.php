<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Observer;

use Magento\Framework\Event;

/** A customer was saved. */
class CustomerSaved extends AbstractNote
{
    protected function note(Event $event, Touched $touched): void
    {
        $touched->add('customer', (int)$event->getData('customer')->getId());
    }
}
