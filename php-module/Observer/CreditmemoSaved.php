<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Observer;

use Magento\Framework\Event;

/** A credit memo was saved. */
class CreditmemoSaved extends AbstractNote
{
    protected function note(Event $event, Touched $touched): void
    {
        $touched->add('creditmemo', (int)$event->getData('creditmemo')->getId());
    }
}
