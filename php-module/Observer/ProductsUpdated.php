<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Observer;

use Magento\Framework\Event;

/** Attributes of many products are about to be updated in one go; there is no event afterwards. */
class ProductsUpdated extends AbstractNote
{
    protected function note(Event $event, Touched $touched): void
    {
        foreach ((array)$event->getData('product_ids') as $id) {
            $touched->add('product', (int)$id, false);
        }
    }
}
