<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Tests\Magento\Support\Surcharge;

use Magento\Framework\Event\Observer as EventObserver;
use Magento\Framework\Event\ObserverInterface;

/**
 * The other way: an observer of ledgerline_xero_snapshots_read that gives all of a surcharge's documents an account.
 */
class Observer implements ObserverInterface
{
    public const ACCOUNT = '260';

    public function execute(EventObserver $observer)
    {
        $transport = $observer->getData('transport');
        $snapshots = $transport->getData('snapshots');
        foreach ($snapshots as $id => $snapshot) {
            foreach ($snapshot['extra_totals'] as $position => $total) {
                if ($total['code'] === 'surcharge') {
                    $snapshots[$id]['extra_totals'][$position]['account'] = self::ACCOUNT;
                }
            }
        }
        $transport->setData('snapshots', $snapshots);
    }
}
