<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Config\Source;

use Magento\Framework\Data\OptionSourceInterface;
use Magento\Sales\Model\Order;
use Magento\Sales\Model\Order\Config;

/** Statuses that an order can be sent from: all but those of cancelled orders. */
class OrderStatus implements OptionSourceInterface
{
    private const STATES = [
        Order::STATE_NEW,
        Order::STATE_PENDING_PAYMENT,
        Order::STATE_PAYMENT_REVIEW,
        Order::STATE_PROCESSING,
        Order::STATE_HOLDED,
        Order::STATE_COMPLETE,
        Order::STATE_CLOSED,
    ];

    public function __construct(private readonly Config $orderConfig) {}

    public function toOptionArray(): array
    {
        $options = [];
        foreach ($this->orderConfig->getStateStatuses(self::STATES) as $code => $label) {
            $options[] = ['value' => $code, 'label' => $label];
        }
        return $options;
    }
}
