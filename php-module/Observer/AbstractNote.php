<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Observer;

use Magento\Framework\Event;
use Magento\Framework\Event\Observer;
use Magento\Framework\Event\ObserverInterface;

/** An observer that only notes which record was touched. Never throws: saving must not fail because of the books. */
abstract class AbstractNote implements ObserverInterface
{
    public function __construct(private readonly Touched $touched)
    {
    }

    public function execute(Observer $observer)
    {
        try {
            $this->note($observer->getEvent(), $this->touched);
        } catch (\Throwable $e) { // phpcs:ignore Magento2.CodeAnalysis.EmptyBlock
            // An event in a shape that Magento does not have; the sweep finds the record.
        }
    }

    /** Notes what the event is about. */
    abstract protected function note(Event $event, Touched $touched): void;
}
