<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Block\Adminhtml\Config\Mapping;

use Magento\Config\Block\System\Config\Form\Field;
use Magento\Framework\Data\Form\Element\AbstractElement;

/** A value that has its editor on a mapping page. The field exists for config:set and for the check when it is saved. */
class Hidden extends Field
{
    public function render(AbstractElement $element)
    {
        return '';
    }
}
