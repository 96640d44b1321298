<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Config\Source;

use Magento\Framework\Data\OptionSourceInterface;
use Magento\Payment\Helper\Data as PaymentHelper;

/** Payment methods that the shop knows, whether or not they are offered at the moment: old orders keep theirs. */
class PaymentMethod implements OptionSourceInterface
{
    public function __construct(private readonly PaymentHelper $paymentHelper) {}

    public function toOptionArray(): array
    {
        $options = [];
        foreach ($this->paymentHelper->getPaymentMethodList(true) as $code => $title) {
            $title = trim((string)$title);
            $options[] = ['value' => (string)$code, 'label' => $title === '' ? (string)$code : sprintf('%s (%s)', $title, $code)];
        }
        return $options;
    }
}
