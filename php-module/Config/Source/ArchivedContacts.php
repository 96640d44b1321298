<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Config\Source;

use Magento\Framework\Data\OptionSourceInterface;

/** What becomes of archived contacts. */
class ArchivedContacts implements OptionSourceInterface
{
    public function toOptionArray(): array
    {
        return [
            ['value' => 'restore', 'label' => __('Restore the contact')],
            ['value' => 'hold', 'label' => __('Hold the document')],
        ];
    }
}
