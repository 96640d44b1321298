<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Block\Adminhtml\Config;

use Magento\Framework\Data\Form\Element\AbstractElement;

/** A part of the configuration page that is no field: it takes the whole width and keeps nothing. */
abstract class AbstractPanel extends AbstractConnectionField
{
    public function render(AbstractElement $element)
    {
        $this->setData('element', $element);
        return sprintf(
            '<tr id="row_%s" class="ledgerline-panel-row"><td colspan="%d">%s</td></tr>',
            $this->escapeHtmlAttr($element->getHtmlId()),
            $this->getRequest()->getParam('website') . $this->getRequest()->getParam('store') === '' ? 4 : 5,
            $this->toHtml()
        );
    }
}
