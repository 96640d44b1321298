<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Observer;

use Magento\Framework\Event;

/** A product was saved. */
class ProductSaved extends AbstractNote
{
    protected function note(Event $event, Touched $touched): void
    {
        $touched->add('product', (int)$event->getData('product')->getId());
    }
}
