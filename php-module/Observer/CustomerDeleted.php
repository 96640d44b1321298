<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Observer;

use Ledgerline\Xero\Api\AvailabilityInterface;
use Ledgerline\Xero\Privacy\Erasure;
use Magento\Framework\App\Config\ScopeConfigInterface;
use Magento\Framework\Event\Observer;
use Magento\Framework\Event\ObserverInterface;
use Psr\Log\LoggerInterface;

/** A customer was deleted: queue and log forget them, too. Never throws: deleting must not fail because of the books. */
class CustomerDeleted implements ObserverInterface
{
    private const SWITCH = 'ledgerline_xero/privacy/erase_deleted';

    public function __construct(
        private readonly AvailabilityInterface $availability,
        private readonly Erasure $erasure,
        private readonly ScopeConfigInterface $config,
        private readonly LoggerInterface $logger
    ) {}

    public function execute(Observer $observer)
    {
        try {
            $id = (int)$observer->getEvent()->getData('customer')->getId();
            if ($id > 0 && $this->config->isSetFlag(self::SWITCH) && $this->availability->isReady()) {
                $this->erasure->erase(['customer_id' => (string)$id]);
            }
        } catch (\Throwable $thrown) {
            // The id is no secret; whoever reads the log can repeat it with ledgerline:erase.
            $this->logger->error('erase_failed: ' . $thrown->getMessage(), ['customer' => $id ?? 0]);
        }
    }
}
