<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Config\Source;

use Magento\Framework\Data\OptionSourceInterface;

/** How the shop signs in at Xero. */
class ConnectionType implements OptionSourceInterface
{
    public function toOptionArray(): array
    {
        return [
            ['value' => 'web_app', 'label' => __('Web app')],
            ['value' => 'custom', 'label' => __('Custom connection')],
        ];
    }
}
