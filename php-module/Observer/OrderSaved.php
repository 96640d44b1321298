<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Observer;

use Magento\Framework\Event;

/** An order was saved. */
class OrderSaved extends AbstractNote
{
    protected function note(Event $event, Touched $touched): void
    {
        $touched->add('order', (int)$event->getData('order')->getId());
    }
}
