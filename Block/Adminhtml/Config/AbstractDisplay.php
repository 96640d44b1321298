<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Block\Adminhtml\Config;

use Magento\Framework\Data\Form\Element\AbstractElement;

/** Shown among the fields, and keeps nothing: it has neither a scope nor a value of its own. */
abstract class AbstractDisplay extends AbstractConnectionField
{
    public function render(AbstractElement $element)
    {
        $element->unsScope()->unsCanUseWebsiteValue()->unsCanUseDefaultValue();
        return parent::render($element);
    }
}
